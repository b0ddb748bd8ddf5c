package io.streamweir.internal.feature.pause;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pause as Redis has it.
 *
 * @param stage the stage; {@link #WHOLE} for the whole pipeline
 * @param sinceMillis when it began, in ms since 1970 by the server's clock
 * @param untilMillis when it ends; 0 where it lasts until it is resumed
 * @param refusesSubmits whether submits are refused meanwhile
 * @param by the name of the one that paused it
 * @param reason why; empty where none was given
 */
public record StoredPause(
    String stage,
    long sinceMillis,
    long untilMillis,
    boolean refusesSubmits,
    String by,
    String reason) {
  /** In place of a stage: all of them. */
  public static final String WHOLE = "*";

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,15}) (\\d{1,15}) ([01])\n([^\n]*)\n?(.*)", Pattern.DOTALL);

  /** A foreign value is a pause of which nothing is known but that it is there. */
  static StoredPause parse(String stage, String value) {
    Matcher form = FORM.matcher(value);
    return form.matches()
        ? new StoredPause(
            stage,
            Long.parseLong(form.group(1)),
            Long.parseLong(form.group(2)),
            form.group(3).equals("1"),
            form.group(4),
            form.group(5))
        : new StoredPause(stage, 0, 0, false, "", "");
  }

  /** Whether it is about this stage. */
  public boolean covers(String other) {
    return stage.equals(WHOLE) || stage.equals(other);
  }

  boolean inForce(long nowMillis) {
    return untilMillis == 0 || untilMillis > nowMillis;
  }
}
