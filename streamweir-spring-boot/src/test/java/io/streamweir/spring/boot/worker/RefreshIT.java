package io.streamweir.spring.boot.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import io.streamweir.spring.boot.Engine;
import io.streamweir.spring.boot.Order;
import io.streamweir.spring.boot.client.ClientAutoConfiguration;
import io.streamweir.spring.boot.connection.ConnectionAutoConfiguration;
import io.streamweir.spring.boot.override.OverrideAutoConfiguration;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;

/** Workers of a context whose beans end without having been stopped. */
@WithRedis
@Timeout(Patience.TEST_SECONDS)
class RefreshIT {
  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    ConnectionAutoConfiguration.class,
    OverrideAutoConfiguration.class,
    ClientAutoConfiguration.class,
    WorkerAutoConfiguration.class
  })
  @Import(Engine.OnePipeline.class)
  static class Shop {}

  /** Starts behind the workers. */
  static final class Failing implements SmartLifecycle {
    private final BeanFactory beans;
    private @Nullable PipelineWorkers workers;

    Failing(BeanFactory beans) {
      this.beans = beans;
    }

    @Override
    public void start() {
      workers = beans.getBean(PipelineWorkers.class);
      assertThat(workers.isRunning()).isTrue();
      throw new IllegalStateException("a listener that cannot start");
    }

    @Override
    public void stop() {}

    @Override
    public boolean isRunning() {
      return false;
    }
  }

  private static AnnotationConfigWebApplicationContext context(RedisSpace space) {
    AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
    context.setServletContext(new MockServletContext());
    context.register(Shop.class);
    TestPropertyValues.of(
            "streamweir.redis.uri=" + space.uri(), "streamweir.namespace=" + space.namespace())
        .applyTo(context);
    return context;
  }

  private static void areStopped(PipelineWorkers workers) {
    assertThat(workers.isRunning()).isFalse();
    assertThat(workers.workers())
        .extracting(PipelineWorker::state)
        .containsExactly(PipelineWorker.State.STOPPED);
  }

  @Test
  void areStoppedWhereTheContextIsRefreshedAgain(RedisSpace space) {
    try (AnnotationConfigWebApplicationContext context = context(space)) {
      context.refresh();
      PipelineWorkers before = context.getBean(PipelineWorkers.class);
      context.refresh();
      areStopped(before);

      assertThat(Engine.result(Engine.client(context, "orders"), "book"))
          .isEqualTo(new Order("orders book"));
    }
  }

  @Test
  void areStoppedWhereWhatStartsBehindThemFails(RedisSpace space) {
    try (AnnotationConfigWebApplicationContext context = context(space)) {
      Failing[] failing = new Failing[1];
      context.addBeanFactoryPostProcessor(
          beans -> {
            failing[0] = new Failing(beans);
            beans.registerSingleton("failing", failing[0]);
          });
      assertThatException()
          .isThrownBy(context::refresh)
          .havingRootCause()
          .withMessage("a listener that cannot start");
      areStopped(failing[0].workers);
    }
  }
}
