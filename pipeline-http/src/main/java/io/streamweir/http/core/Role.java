package io.streamweir.http.core;

import java.util.Locale;

/**
 * What a caller may do. Each role has a Redis user of its own, so that Redis refuses what the role
 * does not cover.
 */
public enum Role {
  /** Submits jobs, waits for their ends and cancels them; the user {@code producer}. */
  SUBMIT,
  /** Looks at everything and changes nothing; the user {@code observer}. */
  READ,
  /** Looks at everything and changes it; the user {@code operator}. */
  OPERATE;

  /** As token files and answers write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
