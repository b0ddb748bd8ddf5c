package io.streamweir.spring.boot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.client.ClientConfig;
import io.streamweir.client.JobClient;
import io.streamweir.client.PayloadTooLargeException;
import io.streamweir.client.SubmitFailedException;
import io.streamweir.client.SubmitListener;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.spring.boot.Engine;
import io.streamweir.spring.boot.Order;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Clients that are injected. */
@WithRedis
@Timeout(Patience.TEST_SECONDS)
class ClientsIT {
  record Shop(JobClient<Order> orders) {}

  record Mail(String to) {}

  record Desk(JobClient<Order> orders, JobClient<Order> returns, JobClient<Mail> mails) {}

  @Configuration(proxyBeanMethods = false)
  @Import(Engine.OnePipeline.class)
  static class OnePipeline {
    @Bean
    Shop shop(JobClient<Order> orders) {
      return new Shop(orders);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @Import(Engine.TwoPipelines.class)
  static class ThreePipelines {
    @Bean
    Pipeline<Mail> mails() {
      return Pipeline.named("mails")
          .accepts(Mail.class)
          .stage("send", Mail.class, (mail, context) -> Outcome.drop())
          .build();
    }

    @Bean
    Desk desk(
        JobClient<Order> ordersClient,
        @Qualifier("returns") JobClient<Order> back,
        JobClient<Mail> mails) {
      return new Desk(ordersClient, back, mails);
    }
  }

  @Test
  void isInjectedByTheTypeOfItsPayload(RedisSpace space) {
    Engine.runner(space)
        .withUserConfiguration(OnePipeline.class)
        .run(
            context ->
                assertThat(Engine.result(context.getBean(Shop.class).orders(), "book"))
                    .isEqualTo(new Order("orders book")));
  }

  @Test
  void isToldApartByQualifierOrNameWhereTwoPipelinesTakeTheSame(RedisSpace space) {
    Engine.runner(space)
        .withUserConfiguration(ThreePipelines.class)
        .run(
            context -> {
              Desk desk = context.getBean(Desk.class);
              assertThat(Engine.result(desk.orders(), "book")).isEqualTo(new Order("orders book"));
              assertThat(Engine.result(desk.returns(), "book"))
                  .isEqualTo(new Order("returns book"));
              assertThat(desk.mails().submit(new Mail("a@b")).duplicate()).isFalse();
            });
  }

  @Test
  void connectsAtItsFirstUse() {
    try (RedisServer server = RedisServer.start()) {
      server.stop();
      Engine.runner()
          .withUserConfiguration(OnePipeline.class)
          .withPropertyValues(
              "streamweir.redis.uri=" + server.uri(),
              "streamweir.worker.enabled=false",
              "streamweir.client.submit-timeout=0s")
          .run(
              context -> {
                JobClient<Order> orders = context.getBean(Shop.class).orders();
                assertThatExceptionOfType(SubmitFailedException.class)
                    .isThrownBy(() -> orders.submit(new Order("book")));
                server.restart();
                assertThat(orders.submit(new Order("book")).duplicate()).isFalse();
              });
    }
  }

  @Test
  void failsTheStartWhereItIsToConnectThen() {
    try (RedisServer server = RedisServer.start()) {
      server.stop();
      Engine.runner()
          .withUserConfiguration(OnePipeline.class)
          .withPropertyValues(
              "streamweir.redis.uri=" + server.uri(), "streamweir.client.connect=eager")
          .run(
              context ->
                  assertThat(context).getFailure().rootCause().hasMessageContaining("refused"));
    }
  }

  @Test
  void behavesAsPropertiesAndCustomizersSay(RedisSpace space) {
    List<SubmitListener.Outcome> heard = new CopyOnWriteArrayList<>();
    Engine.runner(space)
        .withUserConfiguration(OnePipeline.class)
        .withPropertyValues(
            "streamweir.client.max-payload=20B", "streamweir.client.poll-interval=50ms")
        .withBean(
            "hears",
            SubmitListener.class,
            () -> (pipeline, outcome, jobs, nanos) -> heard.add(outcome))
        .withBean(
            "fails",
            SubmitListener.class,
            () ->
                (pipeline, outcome, jobs, nanos) -> {
                  throw new IllegalStateException("a listener that fails");
                })
        .withBean(
            "seen",
            ClientConfigCustomizer.class,
            () ->
                (pipeline, config) -> {
                  assertThat(pipeline).isEqualTo("orders");
                  assertThat(config)
                      .returns(20, ClientConfig::maxPayloadBytes)
                      .returns(Duration.ofMillis(50), ClientConfig::pollInterval);
                  return config.withMaxPayloadBytes(25);
                })
        .run(
            context -> {
              JobClient<Order> orders = context.getBean(Shop.class).orders();
              orders.submit(new Order("book"));
              assertThat(heard).contains(SubmitListener.Outcome.ACCEPTED);
              assertThatExceptionOfType(PayloadTooLargeException.class)
                  .isThrownBy(() -> orders.submit(new Order("b".repeat(30))));
            });
  }

  @Test
  void isClosedBeforeTheLink(RedisSpace space) {
    RedisLink[] link = new RedisLink[1];
    JobClient<?>[] client = new JobClient<?>[1];
    Engine.runner(space)
        .withUserConfiguration(OnePipeline.class)
        .run(
            context -> {
              link[0] = context.getBean(RedisLink.class);
              client[0] = context.getBean(Shop.class).orders();
              assertThat(link[0].connected()).isTrue();
            });
    assertThat(link[0].connected()).isFalse();
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(client[0]::schedules);
  }
}
