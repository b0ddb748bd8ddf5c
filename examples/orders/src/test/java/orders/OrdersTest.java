package orders;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.StageContext;
import org.junit.jupiter.api.Test;

class OrdersTest {
  private final Orders orders = new Orders((cents, key) -> cents + " by " + key);

  @Test
  void rejectsAnOrderThatCostsNothing() {
    StageContext context = StageContext.of("orders", "check", "job-1");

    assertEquals(Outcome.reject("nothing to pay"), orders.check(new Order("A-17", 0), context));
  }

  @Test
  void chargesTheSameKeyHoweverOftenItRuns() {
    StageContext context = StageContext.of("orders", "charge", "job-1");
    Order order = new Order("A-17", 1999);

    assertEquals(orders.charge(order, context), orders.charge(order, context));
  }
}
