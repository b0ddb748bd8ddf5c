package shop;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pipeline: an order is checked, charged and confirmed. */
@Configuration(proxyBeanMethods = false)
class OrderPipeline {
  @Bean
  Pipeline<Order> orders(Bank bank) {
    return Pipeline.named("orders")
        .accepts(Order.class)
        .stage("check", Order.class, OrderPipeline::check)
        .stage(
            "charge",
            Payment.class,
            (order, context) -> charge(bank, order, context),
            stage ->
                stage
                    .withConcurrency(8)
                    .withFailure(
                        FailurePolicy.attempts(8, Backoff.exponential(Duration.ofSeconds(1)))))
        .stage("confirm", Confirmation.class, OrderPipeline::confirm)
        .build();
  }

  private static Outcome<Order> check(Order order, StageContext context) {
    return order.cents() > 0
        ? Outcome.forward(order)
        : Outcome.reject("nothing to pay"); // a dead letter, with this reason
  }

  private static Outcome<Payment> charge(Bank bank, Order order, StageContext context) {
    // A handler may run twice. To the bank this key makes it one payment.
    String reference = bank.charge(order.cents(), context.idempotencyKey());
    return Outcome.forward(new Payment(order.number(), order.cents(), reference));
  }

  private static Outcome<Confirmation> confirm(Payment payment, StageContext context) {
    return Outcome.finish(
        new Confirmation("order " + payment.number() + " is paid: " + payment.reference()));
  }
}
