package io.streamweir.cli.terminal;

import java.util.Locale;

/**
 * One line on standard error that is drawn over again and again; nothing where that is no terminal.
 * Thread-safe.
 */
public final class ProgressLine {
  private static final long REDRAW_NANOS = 100_000_000;
  private static final int BAR = 24;

  private final Output err;
  private final Terminal terminal;
  private final String counted;
  private final boolean shown;
  private long start;
  private long drawn;

  /**
   * One that is not drawn yet.
   *
   * @param counted what it counts, such as lines
   */
  public ProgressLine(Output err, Terminal terminal, String counted) {
    this.err = err;
    this.terminal = terminal;
    this.counted = counted;
    this.shown = terminal.errRedraws();
  }

  /**
   * Draws it, at most ten times a second.
   *
   * @param share how much is done, 0 to 1; negative where nobody knows
   * @param done how many it has counted
   */
  public synchronized void update(double share, long done) {
    long now = System.nanoTime();
    start = start == 0 ? now : start;
    if (shown && now - drawn > REDRAW_NANOS) {
      drawn = now;
      String text = text(share, done, (now - start) / 1e9);
      err.print("\r\u001b[K" + text.substring(0, Math.min(text.length(), terminal.columns() - 1)));
    }
  }

  /** Prints a line above it. */
  public synchronized void above(String message) {
    clear();
    err.warn(message);
  }

  /** Takes it away. */
  public synchronized void clear() {
    if (shown && drawn != 0) {
      drawn = 0;
      err.print("\r\u001b[K");
    }
  }

  private String text(double share, long done, double seconds) {
    boolean early = seconds < 1; // a speed would say nothing yet
    String speed = early ? "" : String.format(Locale.ROOT, "  %,.0f/s", done / seconds);
    String text = String.format(Locale.ROOT, "%,d %s%s", done, counted, speed);
    if (share < 0) {
      return text;
    }
    String left = share < 0.01 || early ? "" : "  " + duration(seconds / share - seconds) + " left";
    return bar(share) + String.format(Locale.ROOT, " %3.0f %%  ", 100 * share) + text + left;
  }

  private String bar(double share) {
    int full = (int) Math.round(share * BAR);
    boolean unicode = terminal.unicode();
    return (unicode ? "█" : "#").repeat(full) + (unicode ? "░" : ".").repeat(BAR - full);
  }

  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60)
            : String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole / 60 % 60);
  }
}
