package io.streamweir.http.job;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.http.HttpApi;
import io.streamweir.http.contract.Contract;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Event;
import io.streamweir.http.core.EventSink;
import io.streamweir.http.core.Request;
import io.streamweir.http.engine.Engine;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many streams of the results that a pipeline keeps. */
@WithRedis
class LogStreamIT {
  private static final int STREAMS = 40;
  private static final int THREADS = 16;

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final CountDownLatch tooMany = new CountDownLatch(THREADS + 1);
  private final CountDownLatch told = new CountDownLatch(STREAMS);

  @Test
  void looksForManyStreamsOnAFewThreads(RedisSpace space) throws Exception {
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(redis);
        HttpApi http = Contract.http(Engine.of(redis, List.of(Orders.logged())));
        Worker worker = Worker.start(link, Orders.logged())) {
      for (int i = 0; i < STREAMS; i++) {
        Request results = Request.of("GET", "/v1/pipelines/orders/results/events");
        ((Answer.Events) http.api().answer(results)).source().begin(new Sink());
      }

      Request submit =
          Request.of("POST", "/v1/pipelines/orders/jobs")
              .withBody("{\"input\":{\"number\":\"A\",\"cents\":1}}");
      assertThat(((Answer.Whole) http.api().answer(submit)).status()).isEqualTo(202);

      assertThat(told.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(threads).hasSizeLessThanOrEqualTo(THREADS);
    }
  }

  /**
   * Takes its time over the end of a job, so that other threads would be used if there were any.
   */
  private final class Sink implements EventSink {
    @Override
    public boolean send(Event event) {
      if ("end".equals(event.name())) {
        threads.add(Thread.currentThread());
        tooMany.countDown();
        awaitTooMany();
        told.countDown();
      }
      return true;
    }

    private void awaitTooMany() {
      try {
        if (tooMany.await(300, TimeUnit.MILLISECONDS)) {
          return; // others have taken theirs meanwhile
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void end() {}

    @Override
    public boolean ended() {
      return false;
    }

    @Override
    public void onEnd(Runnable then) {}
  }
}
