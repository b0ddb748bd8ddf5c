package io.streamweir.stages.examples;

import io.streamweir.client.JobClient;
import io.streamweir.client.ProgressSubscription;
import io.streamweir.client.Receipt;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.util.List;
import java.util.function.Consumer;

/** The guide's example of progress; the guide shows what stands between the two marks. */
final class ProgressExample {
  private ProgressExample() {}

  /** Where orders come from, and where they go. */
  interface Pages {
    /** How many pages there are. */
    int count(String file);

    /** Loads one of them, from 1. */
    void load(String file, int page) throws Exception;
  }

  // guide begin
  static Pipeline<Order> loading(Pages pages) {
    return Pipeline.named("loading")
        .accepts(Order.class)
        .stage(
            "load",
            Confirmation.class,
            (order, context) -> {
              int count = pages.count(order.number());
              for (int page = 1; page <= count; page++) {
                pages.load(order.number(), page);
                context.progress((double) page / count, "page " + page + " of " + count);
              }
              return Outcome.finish(new Confirmation("loaded " + count + " pages"));
            })
        .build();
  }

  static List<String> look(JobClient<Order> jobs, Receipt receipt) {
    return jobs.handlerProgress().of(receipt).stream() // one for each entry that runs
        .map(said -> said.stage() + ": " + said.note())
        .toList();
  }

  static ProgressSubscription follow(JobClient<Order> jobs, Receipt receipt, Consumer<Double> bar) {
    return jobs.handlerProgress().follow(receipt.jobId(), said -> bar.accept(said.fraction()));
  }
  // guide end
}
