package io.streamweir.testkit;

/** Prints what it was given: a property, a variable, an argument. */
final class EchoMain {
  private EchoMain() {}

  public static void main(String[] args) {
    System.out.println(System.getProperty("asked") + " " + System.getenv("ASKED") + " " + args[0]);
  }
}
