package io.streamweir.stages.examples;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.util.List;
import java.util.Optional;

/** The guide's example of checkpoints; the guide shows what stands between the two marks. */
final class CheckpointExample {
  private CheckpointExample() {}

  /** Where orders come from, and where they go. */
  interface Orders {
    /** The next ones by their numbers, behind this one or from the first on; none at the end. */
    List<Order> next(String month, Optional<Order> behind);

    /** Inserts those that are not there yet. */
    void insert(List<Order> page) throws Exception;
  }

  // guide begin
  static Pipeline<Order> importing(Orders orders) {
    return Pipeline.named("importing")
        .accepts(Order.class)
        .stage("import", Confirmation.class, (month, context) -> load(orders, month, context))
        .build();
  }

  private static Outcome<Confirmation> load(Orders orders, Order month, StageContext context)
      throws Exception {
    Optional<Order> last = context.lastCheckpoint(Order.class); // where a run before this one was
    List<Order> page = orders.next(month.number(), last);
    while (!page.isEmpty()) {
      orders.insert(page); // once more, if the last run died before its checkpoint
      last = Optional.of(page.get(page.size() - 1));
      context.checkpoint(last.get()); // in Redis when this returns
      page = orders.next(month.number(), last);
    }
    return Outcome.finish(new Confirmation(last.map(Order::number).orElse("none")));
  }
  // guide end
}
