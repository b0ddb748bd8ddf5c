package io.streamweir.testkit;

/** Starts a server and never closes it. */
final class OrphanMain {
  private OrphanMain() {}

  public static void main(String[] args) throws InterruptedException {
    System.out.println("server=" + RedisServer.start().pid().orElseThrow() + ".");
    if (args.length > 0) {
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
