package io.streamweir.spring.boot.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.redis.RedisConfig;
import io.streamweir.spring.boot.test.Shop.Mail;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.test.context.ContextCustomizer;

/** The whole application with a Redis. */
@SpringBootTest
@EmbeddedRedis
class EmbeddedRedisIT {
  @Autowired private JobClient<Mail> mails;
  @Autowired private StreamweirJobs jobs;
  @Autowired private Unrelated unrelated;
  @Autowired private Shop.Mails handler;
  @Autowired private RedisConfig redis;

  @Test
  void theWholeApplicationWorksOnIt() throws InterruptedException {
    int before = handler.sent.get();
    mails.submit(new Mail("ann"));

    jobs.awaitIdle();

    assertThat(handler.sent).hasValue(before + 1);
    assertThat(unrelated).isNotNull();
  }

  @Test
  void eachContextHasANamespaceOfItsOwnOnOneServer() {
    try (GenericApplicationContext other = new GenericApplicationContext()) {
      ContextCustomizer customizer =
          new EmbeddedRedisFactory().createContextCustomizer(EmbeddedRedisIT.class, List.of());
      customizer.customizeContext(other, null);

      assertThat(other.getEnvironment().getProperty("streamweir.redis.uri")).isEqualTo(redis.uri());
      assertThat(other.getEnvironment().getProperty("streamweir.namespace"))
          .matches("t[a-z0-9]{8}")
          .isNotEqualTo(redis.namespace());
      assertThat(customizer).isEqualTo(new EmbeddedRedisCustomizer());
    }
  }

  @Test
  void testsWithoutItHaveNone() {
    assertThat(new EmbeddedRedisFactory().createContextCustomizer(Object.class, List.of()))
        .isNull();
  }
}
