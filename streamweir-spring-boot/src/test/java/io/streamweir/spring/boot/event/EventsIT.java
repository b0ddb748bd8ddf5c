package io.streamweir.spring.boot.event;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.Receipt;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.StageStatus;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.spring.boot.Engine;
import io.streamweir.spring.boot.Order;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.modulith.events.EventExternalizationConfiguration;
import org.springframework.modulith.events.EventExternalized;
import org.springframework.modulith.events.Externalized;
import org.springframework.modulith.events.IncompleteEventPublications;
import org.springframework.modulith.events.RoutingTarget;
import org.springframework.modulith.events.core.EventPublicationRegistry;
import org.springframework.modulith.events.support.EventExternalizationTransport;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Events that are published in a transaction of a real database. */
@WithRedis
@Timeout(Patience.TEST_SECONDS)
class EventsIT {
  @Externalized("orders::#{item()}")
  record Placed(String item) {}

  @Externalized("nowhere")
  record Astray(String item) {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Shop {
    private final List<Receipt> receipts = new CopyOnWriteArrayList<>();

    @Bean
    Pipeline<Order> orders() {
      return Pipeline.named("orders")
          .accepts(Order.class)
          .partitions(4)
          .stage("say", Order.class, (order, context) -> Outcome.finish(order))
          .build();
    }

    /** The event's class is the shop's own, and the pipeline takes another one. */
    @Bean
    EventExternalizationConfiguration events() {
      return EventExternalizationConfiguration.externalizing()
          .select(EventExternalizationConfiguration.annotatedAsExternalized())
          .mapping(Placed.class, placed -> new Order(placed.item()))
          .build();
    }

    @EventListener
    void submitted(EventExternalized<?, ?> event) {
      receipts.add((Receipt) event.getBrokerResult());
    }
  }

  private static ApplicationContextRunner with(ApplicationContextRunner runner) {
    return runner
        .withUserConfiguration(Shop.class)
        .withPropertyValues(
            "spring.datasource.generate-unique-name=true",
            "spring.modulith.events.jdbc.schema-initialization.enabled=true");
  }

  /** Publishes in a transaction, which is rolled back at its end if {@code fails}. */
  private static void publish(ApplicationContext context, Object event, boolean fails) {
    new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
        .executeWithoutResult(
            transaction -> {
              context.publishEvent(event);
              if (fails) {
                transaction.setRollbackOnly();
              }
            });
  }

  private static void awaitNoneIncomplete(ApplicationContext context) {
    EventPublicationRegistry registry = context.getBean(EventPublicationRegistry.class);
    await().atMost(PATIENCE).until(() -> registry.findIncompletePublications().isEmpty());
  }

  private static long jobs(ApplicationContext context) {
    StageStatus say =
        new Inspector(context.getBean(RedisLink.class), context.getBean(Pipeline.class))
            .status()
            .get(0);
    return say.done() + say.lag() + say.pending();
  }

  @Test
  void becomeOneJobAfterTheCommitAndNoneAfterARollback(RedisSpace space) {
    with(Engine.runner(space))
        .run(
            context -> {
              publish(context, new Placed("pen"), true);
              publish(context, new Placed("book"), false);
              awaitNoneIncomplete(context);
              assertThat(context.getBean(Shop.class).receipts)
                  .singleElement()
                  .returns(false, Receipt::duplicate);
              assertThat(jobs(context)).isEqualTo(1);
            });
  }

  /** As after a process that died between the submit and the mark. */
  @Test
  void becomeNoSecondJobWhereTheyArePublishedAgain(RedisSpace space) {
    with(Engine.runner(space))
        .withPropertyValues("streamweir.events.dedupe-window=1h")
        .run(
            context -> {
              publish(context, new Placed("book"), false);
              publish(context, new Placed("book"), false);
              awaitNoneIncomplete(context);
              List<Receipt> receipts = context.getBean(Shop.class).receipts;
              assertThat(receipts).extracting(Receipt::duplicate).containsOnly(false).hasSize(2);

              assertThat(
                      context
                          .getBean(JdbcTemplate.class)
                          .update(
                              "UPDATE EVENT_PUBLICATION"
                                  + " SET COMPLETION_DATE = NULL, STATUS = 'PUBLISHED'"))
                  .isEqualTo(2);
              context
                  .getBean(IncompleteEventPublications.class)
                  .resubmitIncompletePublications(publication -> true);
              awaitNoneIncomplete(context);
              assertThat(receipts.subList(2, 4))
                  .allMatch(Receipt::duplicate)
                  .extracting(Receipt::jobId)
                  .containsExactlyInAnyOrder(receipts.get(0).jobId(), receipts.get(1).jobId());
              assertThat(jobs(context)).isEqualTo(2);
            });
  }

  @Test
  void stayIncompleteWhileRedisIsAwayAndBecomeJobsThen() {
    try (RedisServer server = RedisServer.start()) {
      with(Engine.runner())
          .withPropertyValues(
              "streamweir.redis.uri=" + server.uri(), "streamweir.client.submit-timeout=0s")
          .run(
              context -> {
                server.stop();
                publish(context, new Placed("book"), false);
                EventPublicationRegistry registry = context.getBean(EventPublicationRegistry.class);
                await()
                    .atMost(PATIENCE)
                    .until(
                        () ->
                            registry.findIncompletePublications().stream()
                                .anyMatch(each -> each.getStatus().toString().equals("FAILED")));
                server.restart();
                await()
                    .atMost(PATIENCE)
                    .untilAsserted(
                        () -> {
                          context
                              .getBean(IncompleteEventPublications.class)
                              .resubmitIncompletePublications(publication -> true);
                          assertThat(context.getBean(Shop.class).receipts).isNotEmpty();
                        });
                awaitNoneIncomplete(context);
                assertThat(jobs(context)).isEqualTo(1);
              });
    }
  }

  @Test
  void failWhereTheyNameNoPipelineOrItTakesAnotherClass(RedisSpace space) {
    with(Engine.runner(space))
        .run(
            context -> {
              EventExternalizationTransport transport =
                  context.getBean(EventExternalizationTransport.class);
              assertThat(failure(transport, new Astray("book"), "nowhere"))
                  .contains("'nowhere'", "no pipeline of this application: orders");
              assertThat(failure(transport, new Astray("book"), "orders"))
                  .contains("takes " + Order.class.getName(), Astray.class.getName(), "map it");
            });
  }

  private static String failure(
      EventExternalizationTransport transport, Object payload, String target) {
    try {
      CompletableFuture<?> submitted =
          transport.externalize(payload, RoutingTarget.forTarget(target).withoutKey());
      return "no failure, but " + submitted;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  @Test
  void goTheirOtherWayWhereThereIsOne(RedisSpace space) {
    EventExternalizationTransport other =
        (payload, target) -> CompletableFuture.completedFuture(null);
    with(Engine.runner(space))
        .withBean("other", EventExternalizationTransport.class, () -> other)
        .run(context -> assertThat(context).doesNotHaveBean(PipelineTransport.class));
    with(Engine.runner(space))
        .withPropertyValues("spring.modulith.events.externalization.mode=OUTBOX")
        .run(context -> assertThat(context).doesNotHaveBean(PipelineTransport.class));
    Engine.runner(space)
        .withConfiguration(AutoConfigurations.of(EventAutoConfiguration.class))
        .withClassLoader(new FilteredClassLoader("org.springframework.modulith"))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("streamweirTransport"));
  }
}
