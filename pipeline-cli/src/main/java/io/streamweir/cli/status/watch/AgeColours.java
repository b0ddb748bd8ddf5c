package io.streamweir.cli.status.watch;

import java.time.Duration;
import org.jline.utils.AttributedStyle;

/**
 * How bad an age looks.
 *
 * @param warn from which on it is yellow
 * @param alarm from which on it is red
 */
public record AgeColours(Duration warn, Duration alarm) {
  static final AttributedStyle GOOD = AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
  static final AttributedStyle WARNING = AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
  static final AttributedStyle ALARM = AttributedStyle.BOLD.foreground(AttributedStyle.RED);

  /** The look of an age; 0 for none has no colour. */
  AttributedStyle of(double seconds) {
    double millis = seconds * 1000;
    return millis <= 0
        ? AttributedStyle.DEFAULT
        : millis >= alarm.toMillis() ? ALARM : millis >= warn.toMillis() ? WARNING : GOOD;
  }
}
