package io.streamweir.client;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithRedis
@Timeout(Patience.TEST_SECONDS)
class ResultWaitersIT {
  private static final Pipeline<Text> ECHO = EchoPipeline.plain();

  /** Longer than any test, so that a result cannot be found by polling. */
  private static final Duration NEVER = Duration.ofHours(1);

  private RedisLink link;

  @BeforeEach
  void open(RedisSpace space) {
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
  }

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void forgetsThoseWhoNoLongerWait() {
    try (ResultWaiters waiters = waiters(ECHO)) {
      CompletableFuture<Result> first = waiters.await("a", 0, 0);
      CompletableFuture<Result> second = waiters.await("a", 0, 0);
      CompletableFuture<Result> third = waiters.await("b", 0, 0);
      assertThat(waiters.waiting()).isEqualTo(2);

      first.cancel(false);
      assertThat(waiters.waiting()).isEqualTo(2);
      second.cancel(false);
      third.completeExceptionally(new IllegalStateException("enough"));

      assertThat(waiters.waiting()).isZero();
    }
  }

  private ResultWaiters waiters(Pipeline<Text> pipeline) {
    return new ResultWaiters(
        link,
        pipeline.facts(),
        new AvroCodec(new SchemaCatalog(SchemaSource.NONE)),
        ClientConfig.defaults().withPollInterval(NEVER));
  }

  @Test
  void leavesNothingBehindWhereTheDeadlinePasses() {
    try (ResultWaiters waiters = waiters(ECHO)) {
      assertThatExceptionOfType(ResultTimeoutException.class)
          .isThrownBy(() -> waiters.await("job-1", 0, 0, Duration.ofMillis(20)))
          .withMessageContaining("job job-1 of pipeline 'echo' has no result after 20 ms");
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> waiters.await("job-1", 0, 0, Duration.ofSeconds(Long.MAX_VALUE)));

      assertThat(waiters.waiting()).isZero();
    }
  }

  @Test
  void endsWaitsForGoodAlsoWhereTheUsersExecutorThrows() {
    ClientConfig config =
        ClientConfig.defaults()
            .withPollInterval(NEVER)
            .withCallbackExecutor(
                completion -> {
                  throw new IllegalStateException("broken");
                });
    AvroCodec codec = new AvroCodec(new SchemaCatalog(SchemaSource.NONE));
    try (ResultWaiters waiters = new ResultWaiters(link, brief().facts(), codec, config)) {
      for (String job : List.of("job-1", "job-2")) { // the second one needs a task that goes on
        assertThat(waiters.await(job, 0, 0))
            .failsWithin(PATIENCE)
            .withThrowableOfType(ExecutionException.class)
            .withCauseInstanceOf(ResultTimeoutException.class);
      }
    }
  }

  private static Pipeline<Text> brief() {
    return Pipeline.named("echo")
        .accepts(Text.class)
        .resultTtl(Duration.ofSeconds(1))
        .stage("echo", Text.class, (text, context) -> Outcome.finish(text))
        .build();
  }

  /** As those do who call get with a time, which does not end the future. */
  @Test
  void forgetsThoseWhoWentWithoutAWordWhenTheirResultWouldBeGone() {
    try (ResultWaiters waiters = waiters(brief())) {
      CompletableFuture<Result> left = waiters.await("job-1", 0, 0);
      CompletableFuture<Result> other = waiters.await("job-1", 0, 0);
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> left.get(1, TimeUnit.MILLISECONDS));

      await().atMost(PATIENCE).until(() -> waiters.waiting() == 0);
      assertThat(left)
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(ResultTimeoutException.class);
      assertThat(other).failsWithin(Duration.ofSeconds(10));
    }
  }
}
