package io.streamweir.stages.accesslog;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a report is written for a person. Immutable; {@link #defaults()} and the {@code withX}
 * methods make others.
 *
 * @param width columns that a line may take, 60 to 1,000; default 80
 * @param colour whether to use ANSI colours, for terminals only; default false
 * @param unicode whether to use characters beyond ASCII for bars and ellipses; default true
 * @param elapsed how long the run took, to tell jobs per second; default null, not told
 * @param rejected some rejected lines; default none
 */
public record ReportStyle(
    int width,
    boolean colour,
    boolean unicode,
    @Nullable Duration elapsed,
    RejectedLines rejected) {
  private static final ReportStyle DEFAULTS = new Draft().make();

  /** The components while they may change. */
  private static final class Draft {
    int width = 80;
    boolean colour = false;
    boolean unicode = true;
    @Nullable Duration elapsed;
    RejectedLines rejected = RejectedLines.NONE;

    Draft() {}

    Draft(ReportStyle from) {
      this.width = from.width;
      this.colour = from.colour;
      this.unicode = from.unicode;
      this.elapsed = from.elapsed;
      this.rejected = from.rejected;
    }

    ReportStyle make() {
      return new ReportStyle(width, colour, unicode, elapsed, rejected);
    }
  }

  /** Keeps the width within its range. */
  public ReportStyle {
    width = Math.max(60, Math.min(width, 1000));
  }

  private ReportStyle with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.make();
  }

  /** The defaults named above. */
  public static ReportStyle defaults() {
    return DEFAULTS;
  }

  /**
   * The same for another width in columns; too small or large a one becomes the nearest allowed.
   */
  public ReportStyle withWidth(int width) {
    return with(draft -> draft.width = width);
  }

  /** The same with or without ANSI colours. */
  public ReportStyle withColour(boolean colour) {
    return with(draft -> draft.colour = colour);
  }

  /** The same with or without characters beyond ASCII of its own; paths are shown as they are. */
  public ReportStyle withUnicode(boolean unicode) {
    return with(draft -> draft.unicode = unicode);
  }

  /** The same for a run that took so long. */
  public ReportStyle withElapsed(Duration elapsed) {
    return with(draft -> draft.elapsed = elapsed);
  }

  /** The same with some rejected lines, for an example and their formats. */
  public ReportStyle withRejected(RejectedLines rejected) {
    return with(draft -> draft.rejected = rejected);
  }
}
