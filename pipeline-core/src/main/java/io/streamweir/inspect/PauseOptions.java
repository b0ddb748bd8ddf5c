package io.streamweir.inspect;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How something is paused.
 *
 * @param duration after which it resumes by itself, from now on, at most 3,650 days; zero for
 *     never, null for as long as it is paused already, else never. Default: null
 * @param refuseSubmits whether submits to the pipeline are refused meanwhile. Default: false, which
 *     leaves that as it is where it is paused already
 * @param by the name of the one that pauses, for others to see; at most 200 characters, on one
 *     line. Default: empty
 * @param reason why, for others to see; at most 500 characters, on one line. Default: empty, which
 *     leaves that as it is where it is paused already
 */
public record PauseOptions(
    @Nullable Duration duration, boolean refuseSubmits, String by, String reason) {
  private static final Duration LONGEST = Duration.ofDays(3_650);
  private static final int LONGEST_BY = 200;
  private static final int LONGEST_REASON = 500;

  /** Checks them. */
  public PauseOptions {
    if (duration != null && (duration.isNegative() || duration.compareTo(LONGEST) > 0)) {
      throw new IllegalArgumentException("a pause lasts at most " + LONGEST.toDays() + " days");
    }
    check("the name of who pauses", by, LONGEST_BY);
    check("the reason of a pause", reason, LONGEST_REASON);
  }

  private static void check(String what, String text, int most) {
    if (text.length() > most || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          what + " is one line of at most " + most + " characters: '" + text + "'");
    }
  }

  /** Until it is resumed; submits go on. */
  public static PauseOptions defaults() {
    return new PauseOptions(null, false, "", "");
  }

  /** The components while they may change. */
  private final class Draft {
    @Nullable Duration duration = duration();
    boolean refuseSubmits = refuseSubmits();
    String by = by();
    String reason = reason();
  }

  private PauseOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new PauseOptions(draft.duration, draft.refuseSubmits, draft.by, draft.reason);
  }

  /** The same for so long. */
  public PauseOptions withDuration(Duration to) {
    return with(draft -> draft.duration = to);
  }

  /** The same, and submits are refused meanwhile. */
  public PauseOptions withRefuseSubmits() {
    return with(draft -> draft.refuseSubmits = true);
  }

  /** The same by this person or program. */
  public PauseOptions withBy(String to) {
    return with(draft -> draft.by = to);
  }

  /** The same for this reason. */
  public PauseOptions withReason(String to) {
    return with(draft -> draft.reason = to);
  }
}
