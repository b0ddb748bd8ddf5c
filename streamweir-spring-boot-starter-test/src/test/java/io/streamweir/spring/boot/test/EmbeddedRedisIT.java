package io.streamweir.spring.boot.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.redis.RedisConfig;
import io.streamweir.spring.boot.test.Shop.Mail;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** The whole application with a Redis. */
@SpringBootTest
@EmbeddedRedis
class EmbeddedRedisIT {
  @Autowired private JobClient<Mail> mails;
  @Autowired private StreamweirJobs jobs;
  @Autowired private Shop.Unrelated unrelated;
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

  /** Another context. */
  @Nested
  @SpringBootTest(properties = "streamweir.worker.enabled=false")
  class Beside {
    @Test
    void eachContextHasANamespaceOfItsOwn(@Autowired RedisConfig other) {
      assertThat(other.uri()).isEqualTo(redis.uri());
      assertThat(other.namespace()).isNotEqualTo(redis.namespace());
    }
  }
}
