package io.streamweir.spring.boot;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.spring.boot.client.ClientAutoConfiguration;
import io.streamweir.spring.boot.connection.ConnectionAutoConfiguration;
import io.streamweir.spring.boot.key.KeyAutoConfiguration;
import io.streamweir.spring.boot.override.OverrideAutoConfiguration;
import io.streamweir.spring.boot.worker.WorkerAutoConfiguration;
import io.streamweir.testkit.RedisSpace;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Applications with the engine's auto-configurations, and pipelines for them. */
public final class Engine {
  private Engine() {}

  /** An application that has not said yet where Redis is. */
  public static ApplicationContextRunner runner() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                ConnectionAutoConfiguration.class,
                OverrideAutoConfiguration.class,
                ClientAutoConfiguration.class,
                WorkerAutoConfiguration.class,
                KeyAutoConfiguration.class));
  }

  /** An application whose keys are in this namespace. */
  public static ApplicationContextRunner runner(RedisSpace space) {
    return runner()
        .withPropertyValues(
            "streamweir.redis.uri=" + space.uri(), "streamweir.namespace=" + space.namespace());
  }

  /** One stage {@code say}, whose result is the pipeline's name and the item. */
  public static Pipeline<Order> saying(String name) {
    return Pipeline.named(name)
        .accepts(Order.class)
        .stage(
            "say",
            Order.class,
            (order, context) -> Outcome.finish(new Order(name + " " + order.item())))
        .build();
  }
}
