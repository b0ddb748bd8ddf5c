package io.streamweir.internal.feature.priority;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.client.JobClient;
import io.streamweir.client.NumberedSource;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.client.SubmitOptions;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.Doctor;
import io.streamweir.inspect.InboxStatus;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.SettledReplay;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Dedupe;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Tap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What the features that know jobs by name do where jobs have priorities. */
@WithRedis
class PriorityJobsIT {
  private static final Duration HOUR = Duration.ofHours(1);

  private final AtomicBoolean broken = new AtomicBoolean();
  private final Queue<String> seen = new ConcurrentLinkedQueue<>();

  private PipelineBuilder<Text, Text> jobs() {
    FailurePolicy failure = FailurePolicy.attempts(2, Backoff.fixed(Duration.ofMillis(20)));
    return Pipeline.named("jobs")
        .accepts(Text.class)
        .partitions(3)
        .stage("work", Text.class, this::work, c -> c.withFailure(failure).withRetention(HOUR));
  }

  private Outcome<Text> work(Text text, StageContext context) {
    if (broken.get()) {
      throw new IllegalStateException("broken");
    }
    return Outcome.finish(text);
  }

  private static SubmitOptions at(Priority priority) {
    return SubmitOptions.defaults().withPriority(priority);
  }

  private static Receipt submit(Rig rig, String text, SubmitOptions options) {
    return rig.jobs().submit(new Text(text), options);
  }

  /** The names and sizes of the inboxes that hold anything. */
  private static List<String> waiting(Rig rig) {
    List<String> waiting = new ArrayList<>();
    for (InboxStatus inbox : new Inspector(rig.link, rig.pipeline).inboxes()) {
      if (inbox.stage().backlog() + inbox.stage().delayed() + inbox.stage().dead() > 0) {
        waiting.add(
            inbox.priority()
                + " "
                + inbox.stage().backlog()
                + " "
                + inbox.stage().delayed()
                + " "
                + inbox.stage().dead());
      }
    }
    return waiting;
  }

  @Test
  void refusesPrioritiesThatAreNotOn(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, jobs().build())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> submit(rig, "a", at(Priority.HIGH)))
          .withMessageContaining("takes no jobs of priority high")
          .withMessageContaining("PipelineBuilder.priorities()");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> rig.jobs().source("s", at(Priority.LOW)))
          .withMessageContaining("takes no jobs of priority low");
      submit(rig, "a", at(Priority.NORMAL));
      assertThat(waiting(rig)).containsExactly("normal 1 0 0");
    }
  }

  @Test
  void isTurnedOnWhileJobsWait(RedisSpace space) throws Exception {
    Pipeline<Text> without = jobs().build();
    try (Rig rig = Rig.on(space, without)) {
      Receipt before = submit(rig, "before", SubmitOptions.defaults());
      Pipeline<Text> with = jobs().priorities().build();
      try (JobClient<Text> newer = JobClient.connect(rig.link, with)) {
        Receipt urgent = newer.submit(new Text("urgent"), at(Priority.HIGH));
        Receipt older = submit(rig, "older", SubmitOptions.defaults());
        // This program's definition knows of no priorities, but Redis does by now.
        rig.worker();
        assertThat(rig.value(before)).isEqualTo("before");
        assertThat(rig.value(older)).isEqualTo("older");
        assertThat(rig.value(urgent)).isEqualTo("urgent");
        try (JobClient<Text> later = JobClient.connect(rig.link, without)) {
          Receipt low = later.submit(new Text("low"), at(Priority.LOW));
          assertThat(rig.value(low)).isEqualTo("low");
        }
      }
      assertThat(new Doctor(rig.link, without, HOUR).examine())
          .filteredOn(finding -> !finding.healthy())
          .singleElement()
          .satisfies(f -> assertThat(f.what()).contains("priorities high,normal,low in Redis"));
    }
  }

  @Test
  void refusesPrioritiesThatItDoesNotKnow(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, jobs().build())) {
      submit(rig, "a", SubmitOptions.defaults());
      String meta = space.namespace() + ":{jobs}:meta";
      rig.redis.hset(meta, "priorities", "urgent,high,normal,low");
      assertThatExceptionOfType(PipelineMeta.MismatchException.class)
          .isThrownBy(rig::worker)
          .withMessageContaining("urgent,high,normal,low in Redis and high,normal,low in this");
    }
  }

  @Test
  void knowsADedupeKeyAtAllPriorities(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, jobs().priorities().build())) {
      SubmitOptions once = SubmitOptions.defaults().withDedupe("order-1", HOUR);
      Receipt first = submit(rig, "first", once.withPriority(Priority.LOW));
      Receipt second = submit(rig, "second", once.withPriority(Priority.HIGH));
      assertThat(second.duplicate()).isTrue();
      assertThat(second.jobId()).isEqualTo(first.jobId());

      SubmitOptions held = SubmitOptions.defaults().withDedupe(Dedupe.untilFinished("order-2"));
      Receipt holder = submit(rig, "holder", held.withPriority(Priority.HIGH));
      assertThat(submit(rig, "other", held).duplicate()).isTrue();
      rig.worker();
      assertThat(rig.value(holder)).isEqualTo("holder");
      assertThat(rig.value(second)).isEqualTo("first");
      assertThat(submit(rig, "after", held.withPriority(Priority.LOW)).duplicate()).isFalse();
    }
  }

  @Test
  void letsTheLastOfDebouncedOnesWinAtItsPriority(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, jobs().priorities().build())) {
      SubmitOptions last =
          SubmitOptions.defaults().withDedupe(Dedupe.debounce("doc", Duration.ofMillis(800)));
      Receipt first = submit(rig, "1", last);
      Receipt second = submit(rig, "2", last.withPriority(Priority.HIGH));
      Receipt third = submit(rig, "3", last.withPriority(Priority.LOW));
      assertThat(second.replaced()).isTrue();
      assertThat(third.replaced()).isTrue();
      assertThat(List.of(second.jobId(), third.jobId())).containsOnly(first.jobId());
      assertThat(waiting(rig)).containsExactly("low 0 1 0");
      rig.worker();
      assertThat(rig.value(first)).isEqualTo("3");
      assertThat(waiting(rig)).isEmpty();
    }
  }

  @Test
  void takesASourceOnceAtWhateverPriority(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, jobs().priorities().build())) {
      List<Text> texts = List.of(new Text("a"), new Text("b"), new Text("c"));
      assertThat(rig.jobs().source("file", at(Priority.LOW)).submit(texts))
          .returns(3, NumberedSource.Taken::submitted)
          .returns(0, NumberedSource.Taken::duplicates);
      assertThat(rig.jobs().source("file", at(Priority.HIGH)).submit(texts))
          .returns(0, NumberedSource.Taken::submitted)
          .returns(3, NumberedSource.Taken::duplicates);
      assertThat(waiting(rig)).isNotEmpty().allMatch(name -> name.startsWith("low"));
    }
  }

  @Test
  void cancelsAndFindsJobsOfAllPriorities(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, jobs().priorities().build())) {
      Receipt high = submit(rig, "h", at(Priority.HIGH).withDelay(Duration.ofMillis(100)));
      Receipt low = submit(rig, "l", at(Priority.LOW).withKey("k"));
      Receipt kept = submit(rig, "k", at(Priority.LOW).withDelay(Duration.ofMillis(100)));
      assertThat(rig.jobs().cancel(high.jobId()).cancelled()).isTrue();
      assertThat(rig.jobs().cancel(low.jobId(), "k").cancelled()).isTrue();
      rig.worker();
      assertThat(rig.value(kept)).isEqualTo("k");
      assertThat(rig.result(high)).isInstanceOf(Result.Cancelled.class);
      assertThat(rig.result(low)).isInstanceOf(Result.Cancelled.class);
      assertThat(rig.jobs().storedResult(kept.jobId())).isPresent();
      until(() -> waiting(rig).isEmpty());
    }
  }

  @Test
  void keepsThePriorityThroughRetriesDeathAndReplay(RedisSpace space) throws Exception {
    Instant begun = Instant.now().minusSeconds(60);
    try (Rig rig = Rig.on(space, jobs().priorities().build())) {
      broken.set(true);
      Receipt urgent = submit(rig, "urgent", at(Priority.HIGH));
      rig.worker();
      assertThat(rig.failure(urgent).attempts()).isEqualTo(2);
      assertThat(waiting(rig)).containsExactly("high 0 0 1");

      DeadLetters letters = new DeadLetters(rig.link, rig.pipeline, "work");
      String id = letters.list(10).get(0).id();
      assertThat(id).startsWith(urgent.partition() + "/high:");
      assertThat(letters.find(id)).isPresent();
      broken.set(false);
      assertThat(letters.replay(id)).isTrue();
      until(() -> waiting(rig).isEmpty());
      assertThat(letters.size()).isZero();

      Tap tap =
          rig.keep(
              Tap.start(
                  rig.link,
                  rig.pipeline,
                  "work",
                  Text.class,
                  "audit",
                  (text, context) -> seen.add(text.getValue() + context.attempt())));
      until(() -> seen.contains("urgent2"));
      tap.close();
      SettledReplay again =
          new SettledReplay(
              rig.link, rig.pipeline, "work", "again", begun, Instant.now().plusSeconds(60));
      assertThat(again.run(progress -> {}).replayed()).isEqualTo(1);
      until(() -> waiting(rig).isEmpty());
    }
  }
}
