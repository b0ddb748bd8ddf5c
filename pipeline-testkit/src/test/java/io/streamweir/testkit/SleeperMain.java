package io.streamweir.testkit;

/** Says that it is there, and stays. */
final class SleeperMain {
  private SleeperMain() {}

  public static void main(String[] args) throws InterruptedException {
    System.out.println("ready");
    Thread.sleep(Long.MAX_VALUE);
  }
}
