package io.streamweir.testkit;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/**
 * Closes at the JVM's end what nobody closed before: no process and no directory is left behind.
 */
final class AtJvmExit {
  private static final Set<AutoCloseable> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(AtJvmExit::closeAll, "testkit-exit"));
  }

  private AtJvmExit() {}

  static void close(AutoCloseable resource) {
    OPEN.add(resource);
  }

  static void forget(AutoCloseable resource) {
    OPEN.remove(resource);
  }

  private static void closeAll() {
    OPEN.forEach(AtJvmExit::tryToClose);
  }

  private static void tryToClose(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LoggerFactory.getLogger(AtJvmExit.class).warn("cannot close {}", resource, e);
    }
  }
}
