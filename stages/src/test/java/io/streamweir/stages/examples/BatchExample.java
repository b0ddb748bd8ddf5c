package io.streamweir.stages.examples;

import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The guide's example of a batch stage; the guide shows what stands between the two marks. */
final class BatchExample {
  private BatchExample() {}

  /** A row for the table, and the key that makes a second insert of it do nothing. */
  record Row(String key, String number, long cents) {}

  /** A table outside Redis. */
  interface Table {
    /** Inserts all rows in one call; answers with what is wrong with some of them, by key. */
    Map<String, String> insert(List<Row> rows) throws Exception;
  }

  // guide begin
  static Pipeline<Order> booking(Table table) {
    return Pipeline.named("booking")
        .accepts(Order.class)
        .batchStage(
            "insert",
            Confirmation.class,
            batch -> insert(table, batch),
            stage -> stage.withBatch(500, Duration.ofMillis(20)).withConcurrency(2))
        .build();
  }

  private static List<Outcome<Confirmation>> insert(Table table, List<BatchEntry<Order>> batch)
      throws Exception {
    List<Row> rows = new ArrayList<>();
    for (BatchEntry<Order> entry : batch) {
      Order order = entry.input();
      rows.add(new Row(entry.context().idempotencyKey(), order.number(), order.cents()));
    }
    Map<String, String> wrong = table.insert(rows); // an exception fails them all
    List<Outcome<Confirmation>> outcomes = new ArrayList<>();
    for (Row row : rows) {
      String why = wrong.get(row.key());
      outcomes.add(
          why == null
              ? Outcome.finish(new Confirmation("booked " + row.number()))
              : Outcome.reject(why)); // fails this one
    }
    return outcomes;
  }
  // guide end
}
