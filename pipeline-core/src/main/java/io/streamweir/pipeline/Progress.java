package io.streamweir.pipeline;

/**
 * How far a handler has come with an entry, as it says itself. Immutable.
 *
 * @param fraction from 0 to 1
 * @param note what a person may read beside it, as {@code page 4 of 10}; empty for none, and
 *     shortened to {@value #MOST_NOTE} characters
 */
public record Progress(double fraction, String note) {
  /** As many characters a note may have. */
  public static final int MOST_NOTE = 200;

  private static final String CUT = "…";

  /**
   * Shortens a note that is too long.
   *
   * @throws IllegalArgumentException where the fraction is no number from 0 to 1
   */
  public Progress {
    if (!(fraction >= 0 && fraction <= 1)) { // NaN is neither
      throw new IllegalArgumentException(
          "progress is a number from 0 to 1, and was said to be " + fraction);
    }
    fraction += 0.0; // no -0.0
    note = shortened(note);
  }

  private static String shortened(String note) {
    if (note.codePointCount(0, note.length()) <= MOST_NOTE) {
      return note;
    }
    return note.substring(0, note.offsetByCodePoints(0, MOST_NOTE - 1)) + CUT;
  }
}
