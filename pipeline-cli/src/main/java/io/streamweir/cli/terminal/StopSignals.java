package io.streamweir.cli.terminal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears SIGINT and SIGTERM in place of the JVM, which would end with 130 or 143 whatever the
 * command makes of them. The first signal calls the listener, on a thread of its own. A later one
 * stops the process at once, but not within a second: a shell or a supervisor may signal the
 * process and its group, which is one wish. The class that gives access to signals is looked up by
 * name, since the compiler warns of it and other JVMs may lack it: there the JVM ends as it always
 * does.
 */
public final class StopSignals {
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;
  private static final long ONE_WISH_NANOS = 1_000_000_000;

  private StopSignals() {}

  /**
   * Hears signals from now on.
   *
   * @param onFirst gets the exit status that a process ended by this signal has
   */
  public static void onFirst(IntConsumer onFirst) {
    AtomicReference<@Nullable Long> heard = new AtomicReference<>();
    handle("INT", () -> stop(heard, 128 + SIGINT, onFirst));
    handle("TERM", () -> stop(heard, 128 + SIGTERM, onFirst));
  }

  private static void stop(AtomicReference<@Nullable Long> heard, int status, IntConsumer onFirst) {
    long now = System.nanoTime();
    Long first = heard.compareAndExchange(null, now);
    if (first == null) {
      onFirst.accept(status);
    } else if (now - first >= ONE_WISH_NANOS) {
      Runtime.getRuntime().halt(status);
    }
  }

  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                action.run();
                return null;
              });
      Object named = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, named, proxy);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      return; // the JVM keeps its own way
    }
  }
}
