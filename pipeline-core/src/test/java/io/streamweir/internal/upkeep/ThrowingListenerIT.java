package io.streamweir.internal.upkeep;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.ClientConfig;
import io.streamweir.client.JobClient;
import io.streamweir.client.SubmitListener;
import io.streamweir.client.SubmitOptions;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.CommandListener;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener of the user's that throws has no effect on what it listens to. */
@WithRedis
class ThrowingListenerIT {
  private static final int JOBS = 500;

  private static Pipeline<Text> pipeline() {
    return Pipeline.named("throwing")
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            (text, context) ->
                Outcome.<Text>finish(text).counting(Count.one("done", text.getValue())))
        .build();
  }

  private static RuntimeException thrown(boolean error) {
    if (error) {
      throw new OutOfMemoryError("of the listener");
    }
    throw new IllegalStateException("of the listener");
  }

  private static void expectAllToWork(Rig rig) throws Exception {
    rig.jobs()
        .submit(new Text("delayed"), SubmitOptions.defaults().withDelay(Duration.ofMillis(300)));
    rig.submitAll(IntStream.range(0, JOBS).mapToObj(Integer::toString).toList());
    assertThat(rig.value(rig.submit("waited for"))).isEqualTo("waited for");
    until(() -> rig.counted("done") == JOBS + 2); // also what was promoted
    assertThat(rig.counters("done").values()).containsOnly("1");
    until(() -> rig.length("work") == 0); // and all of it was trimmed
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofCommands(boolean error, RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline())) {
      rig.link.listen(
          new CommandListener() {
            @Override
            public void answered(String command, long nanos) {
              throw thrown(error);
            }

            @Override
            public void failed(String command, RedisCallException failure) {
              throw thrown(error);
            }
          });
      rig.worker();
      expectAllToWork(rig);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofAWorker(boolean error, RedisSpace space) throws Exception {
    WorkerListener throwing =
        (WorkerListener)
            Proxy.newProxyInstance(
                WorkerListener.class.getClassLoader(),
                new Class<?>[] {WorkerListener.class},
                (proxy, method, args) -> {
                  throw thrown(error);
                });
    try (Rig rig = Rig.on(space, pipeline())) {
      rig.worker(new Ledger(), config -> config.withListener(throwing));
      expectAllToWork(rig);
    }
  }

  @Test
  void ofSubmits(RedisSpace space) throws Exception {
    SubmitListener throwing =
        (pipeline, outcome, jobs, nanos) -> {
          throw new IllegalStateException("of the listener");
        };
    try (Rig rig = Rig.on(space, pipeline());
        JobClient<Text> jobs =
            JobClient.connect(
                rig.link, rig.pipeline, ClientConfig.defaults().withListener(throwing))) {
      rig.worker();
      jobs.submit(new Text("a"));
      jobs.submitAsync(new Text("b"), SubmitOptions.defaults()).get();
      until(() -> rig.counted("done") == 2);
    }
  }
}
