package io.streamweir.inspect;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a job is that has not ended. */
@WithRedis
class JobSearchIT {
  private static final Duration LONG = Duration.ofHours(1);

  private final CountDownLatch gate = new CountDownLatch(1);
  private Rig rig;
  private Jobs jobs;

  @BeforeEach
  void open(RedisSpace space) {
    rig = Rig.on(space, pipeline());
    jobs = new Jobs(rig.link, rig.pipeline.facts());
  }

  @AfterEach
  void close() throws Exception {
    gate.countDown();
    rig.close();
  }

  private Pipeline<Text> pipeline() {
    return Pipeline.named("looked-at")
        .accepts(Text.class)
        .partitions(2)
        .stage("one", Text.class, this::one)
        .stage(
            "two",
            Text.class,
            this::two,
            stage -> stage.withOrder().withFailure(FailurePolicy.attempts(3, Backoff.fixed(LONG))))
        .build();
  }

  private Outcome<Text> one(Text text, StageContext context) throws InterruptedException {
    if (text.getValue().startsWith("hold")) {
      gate.await();
    }
    if (text.getValue().startsWith("bad")) {
      return Outcome.reject("this one is bad");
    }
    return text.getValue().startsWith("later")
        ? Outcome.retryLater(LONG, "not now")
        : Outcome.forward(text);
  }

  private Outcome<Text> two(Text text, StageContext context) {
    throw new IllegalStateException("cannot do " + text.getValue());
  }

  private String key(int partition) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "key " + i)
        .filter(key -> rig.pipeline.partitionOf(key) == partition)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void findsWhereAJobIs() {
    SubmitOptions free = SubmitOptions.defaults().withKey(key(1));
    Receipt held = rig.jobs().submit(new Text("hold"), free.withKey(key(0)));
    Receipt bad = rig.jobs().submit(new Text("bad"), free);
    Receipt later = rig.jobs().submit(new Text("later"), free);
    Receipt parked = rig.jobs().submit(new Text("parked"), free);
    rig.worker();
    until(() -> state(parked).equals("two parked") && state(held).equals("one pending"));
    until(() -> state(bad).equals("one dead") && state(later).equals("one delayed"));
    Receipt delayed =
        rig.jobs().submit(new Text("x"), SubmitOptions.defaults().withDelay(LONG).withJobId("own"));
    assertThat(state(delayed)).isEqualTo("one delayed");
    assertThat(jobs.find("nobodys").entries()).isEmpty();
    assertThat(jobs.find("nobodys").complete()).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> jobs.find("not an id"));
  }

  private String state(Receipt receipt) {
    FoundJob found = jobs.find(receipt.jobId());
    assertThat(found.complete()).isTrue();
    return found.entries().isEmpty()
        ? ""
        : found.entries().get(0).stage() + " " + found.entries().get(0).state();
  }

  @Test
  void looksFromTheTimeOfTheIdOnAndSaysWhereItHasNotLookedAtAll() {
    long old = Instant.now().minus(LONG).toEpochMilli();
    for (int i = 1; i <= 10_300; i++) {
      rig.redis.xadd(
          rig.keys.inbox("one"),
          new io.lettuce.core.XAddArgs().id(old + "-" + i),
          Map.of("j", "job" + i, "t", "1", "p", ""));
    }
    SubmitOptions here = SubmitOptions.defaults().withKey(key(0));
    String id = madeNow();
    Receipt made = rig.jobs().submit(new Text("made"), here.withJobId(id));
    rig.jobs().submit(new Text("own"), here.withJobId("own-id"));

    assertThat(state(made)).isEqualTo("one waiting");
    assertThat(jobs.find(id).looked()).isEqualTo(2);
    FoundJob own = jobs.find("own-id");
    assertThat(own.complete()).isFalse();
    assertThat(own.entries()).isEmpty();
    assertThat(own.looked()).isBetween(10_000, 10_300);
  }

  /** An id of this time; those that this process makes are ahead of it where a test wanted that. */
  private static String madeNow() {
    StringBuilder id = new StringBuilder("0".repeat(16));
    for (long rest = Instant.now().toEpochMilli(), i = 0; i < 10; i++, rest >>>= 5) {
      id.insert(0, "0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt((int) (rest & 31)));
    }
    return id.toString();
  }
}
