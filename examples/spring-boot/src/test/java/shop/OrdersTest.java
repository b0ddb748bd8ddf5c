package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.spring.boot.test.StreamweirJobs;
import io.streamweir.spring.boot.test.StreamweirTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/** The pipelines without the rest of the shop, on a Redis that starts by itself. */
@StreamweirTest
@Import(PlayBank.class)
class OrdersTest {
  @Autowired private JobClient<Order> orders;
  @Autowired private JobClient<Mail> mails;
  @Autowired private StreamweirJobs jobs;

  @Test
  void confirmsWhatIsPaid() throws InterruptedException {
    Confirmation confirmation =
        orders
            .awaitResult(orders.submit(new Order("A-17", 1999)), Duration.ofSeconds(30))
            .value(Confirmation.class);

    assertThat(confirmation.text()).isEqualTo("order A-17 is paid: P1");
  }

  @Test
  void keepsWhatCannotBePaid() throws InterruptedException {
    orders.submit(new Order("A-18", 0));

    jobs.awaitIdle();

    assertThat(jobs.deadLetters("orders"))
        .extracting(DeadLetters.Letter::error)
        .containsExactly("nothing to pay");
  }

  @Test
  void sendsTheDigest() throws InterruptedException {
    mails.schedules().runNow("digest");

    jobs.awaitIdle();

    assertThat(jobs.deadLetters("mails")).isEmpty();
  }
}
