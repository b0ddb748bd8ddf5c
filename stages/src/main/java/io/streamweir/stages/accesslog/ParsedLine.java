package io.streamweir.stages.accesslog;

import io.streamweir.schemas.accesslog.AccessEvent;

/** What a line turned out to be. */
sealed interface ParsedLine {
  /** A line in common or combined format. */
  record Accepted(AccessEvent event) implements ParsedLine {}

  /**
   * Any other line.
   *
   * @param expected what should have come
   * @param column where it should have come, in characters from 1
   */
  record Refused(String expected, int column) implements ParsedLine {
    /** One short sentence that never repeats the line. */
    String reason() {
      return "expected " + expected + " at column " + column;
    }
  }
}
