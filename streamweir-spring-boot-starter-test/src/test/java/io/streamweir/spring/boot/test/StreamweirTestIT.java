package io.streamweir.spring.boot.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.client.JobClient;
import io.streamweir.client.SubmitOptions;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.spring.boot.test.Shop.Mail;
import io.streamweir.spring.boot.test.Shop.Order;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;

/** The pipelines of an application, and nothing else of it. */
@StreamweirTest
class StreamweirTestIT {
  @Autowired private ConfigurableApplicationContext context;
  @Autowired private JobClient<Order> orders;
  @Autowired private JobClient<Mail> mails;
  @Autowired private StreamweirJobs jobs;
  @Autowired private Shop.Orders definition;
  @Autowired private Shop.Mails handler;

  @Test
  void takesPipelinesAndHandlersAndNothingElse() {
    assertThat(context.getBeansOfType(Unrelated.class)).isEmpty();
    assertThat(context.getEnvironment().getProperty("streamweir.namespace")).startsWith("t");
  }

  @Test
  void waitsUntilAllIsDone() throws InterruptedException {
    int charged = definition.charged.get();
    int sent = handler.sent.get();
    orders.submitAll(List.of(new Order("A", 1), new Order("B", 2), new Order("C", 3)));
    mails.submit(new Mail("ann"), SubmitOptions.defaults().withDelay(Duration.ofMillis(200)));

    jobs.awaitIdle();

    assertThat(definition.charged).hasValue(charged + 3);
    assertThat(handler.sent).hasValue(sent + 1);
  }

  @Test
  void saysWhatIsLeftWhereItIsNotIdleInTime() {
    mails.submit(new Mail("later"), SubmitOptions.defaults().withDelay(Duration.ofSeconds(2)));

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> jobs.awaitIdle(Duration.ofMillis(1)))
        .withMessageContaining("mails/handle: 0 wait, 0 are handled, 1 are delayed");
  }

  @Test
  void showsDeadLetters() throws InterruptedException {
    orders.submit(new Order("free", 0));

    jobs.awaitIdle();

    assertThat(jobs.deadLetters("orders"))
        .extracting(DeadLetters.Letter::error)
        .containsExactly("nothing to pay");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> jobs.deadLetters("letters"))
        .withMessageContaining("there are [orders, mails]");
  }

  /** As the test framework pauses a context while others are used. */
  @Test
  void worksOnAfterAPause() throws InterruptedException {
    context.pause();
    int sent = handler.sent.get();
    mails.submit(new Mail("ann"));
    assertThat(handler.sent).hasValue(sent);

    context.restart();
    jobs.awaitIdle();

    assertThat(handler.sent).hasValue(sent + 1);
  }
}
