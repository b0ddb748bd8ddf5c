package io.streamweir.internal.feature.chain;

import io.streamweir.pipeline.ChainOptions;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;

/**
 * A worker of one of two chained pipelines in a process of its own: URI, namespace, pipeline. Texts
 * are a key, a space and a number; each order submits two bills, in the order of its key.
 */
final class ChainWorkerMain {
  static final int ORDER_PARTITIONS = 3;
  static final int BILL_PARTITIONS = 4;
  static final int MOST_BILLS = 300; // of an inbox, so that it is full now and then

  private ChainWorkerMain() {}

  static Pipeline<Text> orders() {
    return Pipeline.named("orders")
        .accepts(Text.class)
        .keyedBy(ChainWorkerMain::key)
        .partitions(ORDER_PARTITIONS)
        .stage(
            "price",
            Text.class,
            (text, context) -> priced(text),
            config ->
                config
                    .withOrder()
                    .withConcurrency(4)
                    .withMaxDeliveries(1_000)
                    .withSubmitting(ChainTarget.of("billing", Text.class).withMaxOutbox(100)))
        .build();
  }

  private static Outcome<Text> priced(Text order) {
    ChainOptions options = ChainOptions.defaults().withKey(key(order));
    return Outcome.<Text>drop()
        .counting(Count.one("priced", order.getValue()))
        .submitting("billing", new Text(order.getValue() + " a"), options)
        .submitting("billing", new Text(order.getValue() + " b"), options);
  }

  static Pipeline<Text> billing() {
    return Pipeline.named("billing")
        .accepts(Text.class)
        .keyedBy(ChainWorkerMain::key)
        .partitions(BILL_PARTITIONS)
        .stage(
            "bill",
            Text.class,
            (text, context) -> Outcome.<Text>drop().counting(Count.one("billed", text.getValue())),
            config ->
                config
                    .withMaxBacklog(MOST_BILLS)
                    .withRetention(Duration.ofHours(1))
                    .withMaxDeliveries(1_000))
        .build();
  }

  static String key(Text text) {
    return text.getValue().split(" ")[0];
  }

  public static void main(String[] args) {
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    Worker worker =
        Worker.start(
            link,
            args[2].equals("orders") ? orders() : billing(),
            WorkerConfig.defaults().withLease(Duration.ofSeconds(1)));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  worker.close();
                  link.close();
                }));
    System.out.println("ready.");
  }
}
