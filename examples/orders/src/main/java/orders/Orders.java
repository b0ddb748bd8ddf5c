package orders;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.pipeline.StageContext;
import java.time.Duration;
import java.time.ZoneId;

/** The pipeline: an order is checked, charged and confirmed. */
public final class Orders {
  private final Bank bank;

  public Orders(Bank bank) {
    this.bank = bank;
  }

  /** Defines the pipeline. A failed charge is tried again after these waits. */
  public Pipeline<Order> pipeline(Backoff waits) {
    return Pipeline.named("orders")
        .accepts(Order.class)
        .stage("check", Order.class, this::check)
        .stage(
            "charge",
            Payment.class,
            this::charge,
            stage ->
                stage
                    .withConcurrency(32)
                    .withFailure(FailurePolicy.attempts(8, waits))
                    .withFailure(Bank.CardRefusedException.class, FailurePolicy.never())
                    .withBreaker(BreakerConfig.defaults().withRecorded(Orders::bankIsAway)))
        .stage("confirm", Confirmation.class, this::confirm)
        .keepResults(Duration.ofDays(1)) // for programs that follow the ends
        .schedule(
            Schedule.cron("rent", "0 6 1 * *", ZoneId.of("Europe/Berlin"), new Order("R-1", 80000)))
        .build();
  }

  private static boolean bankIsAway(Throwable thrown) {
    return !(thrown instanceof Bank.CardRefusedException);
  }

  Outcome<Order> check(Order order, StageContext context) {
    return order.cents() > 0
        ? Outcome.forward(order)
        : Outcome.reject("nothing to pay"); // a dead letter, with this reason
  }

  Outcome<Payment> charge(Order order, StageContext context) {
    // A handler may run twice. To the bank this key makes it one payment.
    String reference = bank.charge(order.cents(), context.idempotencyKey());
    return Outcome.forward(new Payment(order.number(), order.cents(), reference));
  }

  Outcome<Confirmation> confirm(Payment payment, StageContext context) {
    String text = "order " + payment.number() + " is paid: " + payment.reference();
    return Outcome.<Confirmation>finish(new Confirmation(text))
        .counting(new Count("revenue", "cents", payment.cents())); // exactly once
  }
}
