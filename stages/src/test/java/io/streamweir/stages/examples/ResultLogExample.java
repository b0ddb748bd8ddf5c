package io.streamweir.stages.examples;

import io.streamweir.client.Result;
import io.streamweir.client.ResultFollower;
import io.streamweir.client.ResultLog;
import io.streamweir.client.ResultPage;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The code of the guide's chapter on the log of results. */
final class ResultLogExample {
  private ResultLogExample() {}

  // guide begin
  static Pipeline<Order> shop() {
    return Pipeline.named("shop")
        .accepts(Order.class)
        .keepResults(Duration.ofDays(7)) // how each job ends is appended to a log
        .stage(
            "confirm",
            Confirmation.class,
            (order, context) -> Outcome.finish(new Confirmation("paid " + order.number())))
        .build();
  }

  static ResultFollower bill(RedisLink link, Consumer<String> books) {
    ResultLog log = ResultLog.open(link, "shop"); // by what Redis knows: no definition
    return log.follow(
        "billing", // Redis keeps the position under this name
        end -> {
          if (end.result() instanceof Result.Finished finished) {
            books.accept(finished.value(Confirmation.class).text());
          }
        });
  }

  static String sendEvents(ResultLog log, String lastEventId, BiConsumer<String, String> browser) {
    ResultPage page = log.page(lastEventId.isEmpty() ? log.beginning() : lastEventId, 100);
    for (int i = 0; i < page.results().size(); i++) {
      browser.accept(page.cursorAfter(i), page.results().get(i).result().jobId());
    }
    return page.next();
  }
  // guide end
}
