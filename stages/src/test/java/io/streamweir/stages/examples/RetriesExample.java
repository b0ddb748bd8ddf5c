package io.streamweir.stages.examples;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** The guide's example for retries; the guide shows what stands between the two marks. */
final class RetriesExample {
  private RetriesExample() {}

  /** The bank of the example. */
  interface Bank {
    String charge(long cents, String key) throws IOException, CardRefusedException;

    Instant opens();
  }

  /** To ask again would not help. */
  static final class CardRefusedException extends Exception {
    CardRefusedException(String reason) {
      super(reason);
    }
  }

  // guide begin
  static Pipeline<Order> retrying(Bank bank, Backoff waits) {
    return Pipeline.named("retrying")
        .accepts(Order.class)
        .stage(
            "charge",
            Confirmation.class,
            (order, context) -> {
              if (order.cents() <= 0) {
                return Outcome.reject("nothing to pay"); // a dead letter at once
              }
              if (Instant.now().isBefore(bank.opens())) {
                return Outcome.retryLater(Duration.ofMinutes(10), "the bank is closed");
              }
              String paid = bank.charge(order.cents(), context.idempotencyKey());
              return Outcome.finish(new Confirmation("paid " + paid));
            },
            stage ->
                stage
                    .withHandlerTimeout(Duration.ofSeconds(30))
                    .withFailure(FailurePolicy.attempts(5, waits)) // what is not named below
                    .withFailure(IOException.class, FailurePolicy.attempts(20, waits))
                    .withFailure(CardRefusedException.class, FailurePolicy.never()))
        .build();
  }

  static Backoff waits() {
    return Backoff.exponential(Duration.ofMillis(200)).withMax(Duration.ofMinutes(1));
  }
  // guide end
}
