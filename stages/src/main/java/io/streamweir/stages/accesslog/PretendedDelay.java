package io.streamweir.stages.accesslog;

import io.streamweir.pipeline.Stage;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * Time that a handler pretends to need, so that a demonstration shows what a slow stage looks like.
 */
final class PretendedDelay {
  /** The variable that tells how many milliseconds the stage {@code classify} waits per entry. */
  static final String VARIABLE = "STREAMWEIR_ACCESS_LOG_DELAY_MILLIS";

  private static final int LONGEST = 60_000;

  private PretendedDelay() {}

  /**
   * What the variable {@value #VARIABLE} tells, nothing where it is empty.
   *
   * @throws IllegalArgumentException where it is no number from 0 to 60,000
   */
  static Duration ofEnvironment(Map<String, String> environment) {
    String given = environment.getOrDefault(VARIABLE, "").strip();
    if (given.isEmpty()) {
      return Duration.ZERO;
    }
    if (!given.matches("[0-9]{1,5}") || Integer.parseInt(given) > LONGEST) {
      throw new IllegalArgumentException(
          VARIABLE + ": '" + given + "' is no number of milliseconds from 0 to " + LONGEST);
    }
    return Duration.ofMillis(Integer.parseInt(given));
  }

  /** The same stage, which waits for so long before it begins. */
  static <I extends SpecificRecord, O extends SpecificRecord> Stage<I, O> before(
      Stage<I, O> stage, Duration delay) {
    if (delay.isZero()) {
      return stage;
    }
    return (input, context) -> {
      Thread.sleep(delay.toMillis());
      return stage.handle(input, context);
    };
  }
}
