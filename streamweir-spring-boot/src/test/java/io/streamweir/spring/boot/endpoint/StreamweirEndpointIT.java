package io.streamweir.spring.boot.endpoint;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.JobClient;
import io.streamweir.client.Result;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.spring.boot.Engine;
import io.streamweir.spring.boot.Order;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What operators see and change by Actuator. */
@WithRedis
class StreamweirEndpointIT {
  @Configuration(proxyBeanMethods = false)
  static class Shop {
    final AtomicBoolean closed = new AtomicBoolean(true);

    @Bean
    Pipeline<Order> orders() {
      return Pipeline.named("orders")
          .accepts(Order.class)
          .stage("check", Order.class, (order, context) -> Outcome.forward(order))
          .stage(
              "pay",
              Order.class,
              (order, context) ->
                  closed.get() ? Outcome.reject("the bank is closed") : Outcome.finish())
          .schedule(Schedule.every("rent", Duration.ofDays(30), new Order("rent")))
          .build();
    }
  }

  private static ApplicationContextRunner with(ApplicationContextRunner runner) {
    return runner
        .withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class))
        .withUserConfiguration(Shop.class)
        .withPropertyValues("management.endpoints.web.exposure.include=streamweir");
  }

  private static Changed change(
      StreamweirEndpoint endpoint,
      String action,
      @Nullable String stage,
      @Nullable String schedule) {
    return endpoint.change("orders", action, stage, null, schedule, null, null);
  }

  @Test
  void showsAndChangesPipelines(RedisSpace redis) {
    with(Engine.runner(redis))
        .run(
            context -> {
              StreamweirEndpoint endpoint = context.getBean(StreamweirEndpoint.class);
              @SuppressWarnings("unchecked")
              JobClient<Order> jobs = context.getBean(JobClient.class);
              Result end = jobs.awaitResult(jobs.submit(new Order("book")), PATIENCE);
              assertThat(end).isInstanceOf(Result.Failed.class);

              PipelineStatus orders = endpoint.pipeline("orders");
              assertThat(orders.worker()).isEqualTo("RUNNING");
              assertThat(orders.consumer()).isNotNull();
              assertThat(orders.error()).isNull();
              assertThat(orders.stages())
                  .extracting(PipelineStatus.Stage::stage, PipelineStatus.Stage::dead)
                  .containsExactly(tuple("check", 0L), tuple("pay", 1L));
              assertThat(
                      ((StreamweirEndpoint.Letters) endpoint.look("orders", "dead-letters"))
                          .deadLetters())
                  .extracting(DeadLetterView::stage, DeadLetterView::error)
                  .containsExactly(tuple("pay", "the bank is closed"));

              context.getBean(Shop.class).closed.set(false);
              assertThat(change(endpoint, "replay", null, null).changed()).isEqualTo(1);
              await()
                  .atMost(PATIENCE)
                  .until(() -> endpoint.status().pipelines().get(0).stages().get(1).dead() == 0);
            });
  }

  @Test
  void pausesAndResumes(RedisSpace redis) {
    with(Engine.runner(redis))
        .run(
            context -> {
              StreamweirEndpoint endpoint = context.getBean(StreamweirEndpoint.class);
              endpoint.change(
                  "orders", "pause", "pay", null, null, Duration.ofMinutes(5), "month end");
              assertThat(endpoint.pipeline("orders").pauses())
                  .singleElement()
                  .satisfies(
                      pause -> {
                        assertThat(pause.stage()).isEqualTo("pay");
                        assertThat(pause.reason()).isEqualTo("month end");
                        assertThat(pause.by()).isEqualTo("actuator");
                        assertThat(pause.until()).isNotNull();
                      });
              assertThat(change(endpoint, "resume", "pay", null).changed()).isEqualTo(1);
              assertThat(change(endpoint, "resume", null, null).changed()).isZero();
              assertThat(endpoint.pipeline("orders").pauses()).isEmpty();
            });
  }

  @Test
  void showsPausesAndRunsSchedules(RedisSpace redis) {
    with(Engine.runner(redis))
        .run(
            context -> {
              StreamweirEndpoint endpoint = context.getBean(StreamweirEndpoint.class);
              change(endpoint, "pause-schedule", null, "rent");
              assertThat(
                      ((StreamweirEndpoint.ScheduleList) endpoint.look("orders", "schedules"))
                          .schedules())
                  .singleElement()
                  .satisfies(
                      rent -> {
                        assertThat(rent.paused()).isTrue();
                        assertThat(rent.times()).isEqualTo("every PT720H");
                      });
              change(endpoint, "resume-schedule", null, "rent");
              Changed run = change(endpoint, "run-schedule", null, "rent");
              assertThat(run.job()).startsWith("rent.run.");
            });
  }

  @Test
  void saysWhatThereIsToOneWhoAsksForSomethingElse(RedisSpace redis) {
    with(Engine.runner(redis))
        .run(
            context -> {
              StreamweirEndpoint endpoint = context.getBean(StreamweirEndpoint.class);
              refuses(() -> endpoint.pipeline("letters"), "there are: orders");
              refuses(() -> endpoint.look("orders", "jobs"), "dead-letters and schedules");
              refuses(() -> change(endpoint, "stop", null, null), "pause, pause-schedule");
              refuses(() -> change(endpoint, "pause", "ship", null), "[check, pay]");
              refuses(() -> change(endpoint, "run-schedule", null, "tax"), "it has rent");
              refuses(() -> change(endpoint, "run-schedule", null, null), "say which schedule");
            });
  }

  private static void refuses(ThrowingCallable call, String text) {
    assertThatExceptionOfType(InvalidEndpointRequestException.class)
        .isThrownBy(call)
        .satisfies(refusal -> assertThat(refusal.getReason()).contains(text));
  }

  @Test
  void showsTheWorkerAndTheErrorWhileRedisIsAway() {
    with(Engine.runner())
        .withPropertyValues("streamweir.redis.uri=redis://127.0.0.1:1")
        .run(
            context -> {
              PipelineStatus orders =
                  context.getBean(StreamweirEndpoint.class).status().pipelines().get(0);
              assertThat(orders.worker()).isEqualTo("WAITING");
              assertThat(orders.error()).contains("127.0.0.1:1");
              assertThat(orders.stages()).isEmpty();
            });
  }

  @Test
  void infoNamesThePipelines(RedisSpace redis) {
    with(Engine.runner(redis))
        .run(
            context -> {
              Info.Builder info = new Info.Builder();
              context.getBean(StreamweirInfoContributor.class).contribute(info);
              assertThat(info.build().getDetails().get("streamweir").toString())
                  .contains("pipelines={orders=[check, pay]}");
            });
  }

  @Test
  void isNotNeeded(RedisSpace redis) {
    with(Engine.runner(redis))
        .withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("streamweirEndpoint"));
  }

  @Test
  void isNotThereWhereItIsNotExposed(RedisSpace redis) {
    with(Engine.runner(redis))
        .withPropertyValues("management.endpoints.web.exposure.include=health")
        .run(
            context ->
                assertThat(context).hasNotFailed().doesNotHaveBean(StreamweirEndpoint.class));
  }
}
