package io.streamweir.pipeline;

/** What callers must keep to. Messages are made even where it is kept: not for each entry. */
public final class Argument {
  private Argument() {}

  /**
   * Checks one thing.
   *
   * @throws IllegalArgumentException with this message where it does not hold
   */
  public static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
