package io.streamweir.worker;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import java.util.concurrent.TimeUnit;

/** A program with two workers of its own, as users write it: URI, namespace, handler's ms. */
final class EmbeddedWorkerMain {
  static final String BEGUN = "the handler has begun";

  private EmbeddedWorkerMain() {}

  static Pipeline<Text> pipeline(String name, long handlerMillis) {
    return Pipeline.named(name)
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              System.out.println(BEGUN + " " + text.getValue());
              TimeUnit.MILLISECONDS.sleep(handlerMillis);
              return Outcome.finish(text);
            })
        .build();
  }

  public static void main(String[] arguments) throws Exception {
    RedisConfig config = RedisConfig.of(arguments[0]).withNamespace(arguments[1]);
    long millis = Long.parseLong(arguments[2]);
    RedisLink link = RedisLink.open(config);
    Worker.start(link, pipeline("second", millis)).closeOnShutdown();
    Worker first = Worker.start(link, pipeline("first", millis));
    System.out.println("ready");
    first.runUntilShutdown();
    System.out.println("drained");
  }
}
