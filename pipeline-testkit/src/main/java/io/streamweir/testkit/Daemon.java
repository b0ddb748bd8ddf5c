package io.streamweir.testkit;

/** Threads that do not keep the JVM alive. */
final class Daemon {
  private Daemon() {}

  static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
