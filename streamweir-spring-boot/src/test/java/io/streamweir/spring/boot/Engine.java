package io.streamweir.spring.boot;

import static io.streamweir.testkit.Patience.PATIENCE;

import io.streamweir.client.JobClient;
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
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Applications with the engine's auto-configurations, and pipelines for them. */
public final class Engine {
  private Engine() {}

  /** One pipeline, {@code orders}. */
  @Configuration(proxyBeanMethods = false)
  public static class OnePipeline {
    @Bean
    Pipeline<Order> orders() {
      return saying("orders");
    }
  }

  /** A second one, {@code returns}, that takes the same. */
  @Configuration(proxyBeanMethods = false)
  @Import(OnePipeline.class)
  public static class TwoPipelines {
    @Bean
    Pipeline<Order> returns() {
      return saying("returns");
    }
  }

  /** The client of a pipeline. */
  @SuppressWarnings("unchecked")
  public static JobClient<Order> client(ApplicationContext context, String pipeline) {
    return (JobClient<Order>) context.getBean(pipeline + "Client");
  }

  /** Submits the item and waits for how it ends. */
  public static Order result(JobClient<Order> jobs, String item) {
    try {
      return jobs.awaitResult(jobs.submit(new Order(item)), PATIENCE).value(Order.class);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

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
