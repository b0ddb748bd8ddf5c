package io.streamweir.spring.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the application of a test a real Redis, beside {@code @SpringBootTest}. One server runs per
 * JVM. Each context has a namespace in it that no other context has, so that tests do not meet. A
 * {@link StreamweirJobs} can be injected. {@link StreamweirTest} has it already.
 *
 * <p>{@code -Dstreamweir.redis} chooses another server, as for the test kit.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EmbeddedRedis {}
