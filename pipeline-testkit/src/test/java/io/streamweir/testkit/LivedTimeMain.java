package io.streamweir.testkit;

/** Says what a machine took from it until so much was taken: milliseconds. */
final class LivedTimeMain {
  private LivedTimeMain() {}

  public static void main(String[] args) throws InterruptedException {
    long most = Long.parseLong(args[0]);
    try (LivedTime time = LivedTime.start()) {
      System.out.println("begun.");
      while (time.taken().toMillis() < most) {
        Thread.sleep(10);
      }
      System.out.println("taken.");
    }
  }
}
