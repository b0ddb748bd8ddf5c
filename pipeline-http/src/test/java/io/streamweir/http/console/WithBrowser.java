package io.streamweir.http.console;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * Gives tests a {@link Browser} as a parameter: one of two, each of which several classes use one
 * after the other. Where the machine has none, they are skipped. After each test the page must have
 * complained of nothing, and have asked no host but its own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BrowserExtension.class)
@ResourceLock(providers = WithBrowser.Turns.class)
@Order(1)
@interface WithBrowser {

  /** Lets the classes of a browser take turns. */
  final class Turns implements ResourceLocksProvider {
    private static final int BROWSERS = 2;

    /** The name of the browser that the class uses in each build. */
    static String browserOf(Class<?> testClass) {
      return "browser " + Math.floorMod(testClass.getSimpleName().hashCode(), BROWSERS);
    }

    @Override
    public Set<Lock> provideForClass(Class<?> testClass) {
      return Set.of(new Lock(browserOf(testClass)));
    }
  }
}
