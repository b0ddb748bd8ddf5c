package io.streamweir.http.console;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Gives tests a {@link Browser} as a parameter: one for all classes, which use it one after the
 * other. Where the machine has none, they are skipped. After each test the page must have
 * complained of nothing, and have asked no host but its own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BrowserExtension.class)
@ResourceLock("browser")
@interface WithBrowser {}
