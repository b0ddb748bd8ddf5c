package io.streamweir.chaos;

import picocli.CommandLine;

/** Where the process starts. */
public final class Main {
  private Main() {}

  /** Runs the command and ends the process: 0 all is well, 1 a check failed, 2 wrong usage. */
  public static void main(String[] words) {
    System.exit(new CommandLine(new ChaosCommand()).setUsageHelpWidth(110).execute(words));
  }
}
