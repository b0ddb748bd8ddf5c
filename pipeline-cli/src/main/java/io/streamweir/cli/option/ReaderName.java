package io.streamweir.cli.option;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.pipeline.Names;

/** The name of a reader of a log of results, as an option gives it. */
public final class ReaderName {
  private ReaderName() {}

  /**
   * The name.
   *
   * @throws UsageException where it can be nobody's name
   */
  public static String check(String name) {
    try {
      return Names.check("reader", name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
