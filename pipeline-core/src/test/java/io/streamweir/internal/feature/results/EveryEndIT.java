package io.streamweir.internal.feature.results;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobCanceller;
import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.JobChoice;
import io.streamweir.inspect.JobState;
import io.streamweir.inspect.Purge;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a job ends, the log of results says the same as the stored result. */
@WithRedis
class EveryEndIT {
  private static final Duration KEPT = Duration.ofDays(7);
  private static final Duration SOON = Duration.ofSeconds(1);

  /** Handlers do what the text says; {@code hang} of a part never ends. */
  private static Pipeline<Text> pipeline() {
    return Pipeline.named("ending")
        .accepts(Text.class)
        .partitions(2)
        .keepResults(KEPT)
        .stage(
            "work",
            Text.class,
            (text, context) -> handle(text),
            config -> config.withOrder().withFailure(FailurePolicy.never()))
        .split(
            "split",
            Text.class,
            (text, context) -> Parts.of(Stream.of(text, new Text("part"))),
            config -> config.withGather(GatherPolicy.failWhole().withTimeout(SOON)))
        .stage(
            "part",
            Text.class,
            (text, context) -> part(text),
            config -> config.withFailure(FailurePolicy.never()))
        .gather("gather", Text.class, Text.class, (text, parts, context) -> Outcome.finish(text))
        .build();
  }

  private static Outcome<Text> handle(Text text) {
    return switch (text.getValue()) {
      case "finish" -> Outcome.finish(text);
      case "reject" -> Outcome.reject("no");
      case "throw" -> throw new IllegalStateException("no");
      case "drop" -> Outcome.drop();
      default -> Outcome.forward(text);
    };
  }

  private static Outcome<Text> part(Text text) {
    return switch (text.getValue()) {
      case "reject part" -> Outcome.reject("no");
      case "delay part" -> Outcome.postpone(Duration.ofHours(1), "later");
      default -> Outcome.forward(text);
    };
  }

  @Test
  void isInTheLogAsItIsStored(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline())) {
      List<Receipt> jobs = new ArrayList<>();
      for (String text :
          List.of("finish", "reject", "throw", "gather", "reject part", "delay part")) {
        jobs.add(rig.submit(text));
      }
      rig.submit("drop");
      rig.worker();
      for (Receipt job : jobs) {
        rig.result(job);
      }
      assertThat(rig.failure(jobs.get(4)).reason()).isEqualTo("rejected");
      assertThat(rig.failure(jobs.get(5)).reason()).isEqualTo("timeout");
      Ends.expectTheSame(rig, jobs.size());
    }
  }

  @Test
  void isLoggedByWhoeverCancels(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline())) {
      SubmitOptions late = SubmitOptions.defaults().withDelay(Duration.ofHours(1));
      List<Receipt> jobs = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        jobs.add(rig.jobs().submit(new Text("finish"), late));
      }
      assertThat(rig.jobs().cancel(jobs.get(0)).now()).isTrue();
      assertThat(rig.jobs().cancel(jobs.get(1).jobId()).now()).isTrue();
      JobCanceller alone = JobCanceller.open(rig.link, pipeline().withKeptResults(Duration.ZERO));
      assertThat(alone.cancel(jobs.get(2).jobId()).now()).isTrue();
      assertThat(alone.cancel(jobs.get(2).jobId()).now()).isFalse();
      try (JobClient<Text> stranger = JobClient.connect(rig.link, "ending", Text.class)) {
        assertThat(stranger.cancel(jobs.get(3)).now()).isTrue();
      }
      Ends.expectTheSame(rig, jobs.size());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WAITING", "DELAYED"})
  void isLoggedByAPurge(JobState state, RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline())) {
      Duration delay = state == JobState.DELAYED ? Duration.ofHours(1) : Duration.ZERO;
      for (int i = 0; i < 5; i++) {
        rig.jobs().submit(new Text("finish"), SubmitOptions.defaults().withDelay(delay));
      }
      Purge purge = new Purge(rig.link, rig.pipeline.facts(), "work", state, JobChoice.all());
      String at = Purge.BEGIN;
      do {
        at = purge.step(at, 2).next();
      } while (!at.isEmpty());
      Ends.expectTheSame(rig, 5);
      rig.worker();
      until(() -> new Inspector(rig.link, rig.pipeline).status().get(0).backlog() == 0);
      Ends.expectTheSame(rig, 5);
    }
  }

  @Test
  void isLoggedByProgramsWhoseDefinitionDoesNotSaySo(RedisSpace space) throws Exception {
    Pipeline<Text> silent =
        Pipeline.named("ending")
            .accepts(Text.class)
            .stage("work", Text.class, (text, context) -> Outcome.finish(text))
            .build();
    try (Rig rig = Rig.on(space, silent)) {
      JobClient.connect(rig.link, silent.withKeptResults(KEPT)).close();
      rig.worker();
      rig.result(rig.submit("x"));
      Ends.expectTheSame(rig, 1);
    }
  }

  @Test
  void isNotLoggedAfterTheLogWasTurnedOff(RedisSpace space) throws Exception {
    Pipeline<Text> off = pipeline().withKeptResults(Duration.ZERO);
    try (Rig rig = Rig.on(space, off)) {
      JobClient.connect(rig.link, pipeline()).close();
      rig.worker();
      rig.result(rig.submit("finish"));
      try (JobClient<Text> stranger = JobClient.connect(rig.link, "ending", Text.class)) {
        SubmitOptions late = SubmitOptions.defaults().withDelay(Duration.ofHours(1));
        assertThat(stranger.cancel(stranger.submit(new Text("x"), late)).now()).isTrue();
      }
      assertThat(Ends.partitions(rig)).allMatch(keys -> rig.redis.exists(keys.ends()) == 0);
    }
  }

  /** Whether the log is gone, or will be once no worker trims it any more. */
  private static boolean ends(Rig rig, Keys keys) {
    return rig.redis.exists(keys.ends()) == 0 || rig.redis.ttl(keys.ends()) > 0;
  }

  @Test
  void isTrimmedByAge(RedisSpace space) throws Exception {
    Pipeline<Text> brief = pipeline().withKeptResults(Duration.ofSeconds(1));
    try (Rig rig = Rig.on(space, brief)) {
      rig.worker();
      rig.result(rig.submit("finish"));
      until(() -> Ends.partitions(rig).stream().allMatch(keys -> Ends.logged(rig, keys).isEmpty()));
      assertThat(Ends.partitions(rig)).anyMatch(keys -> rig.redis.exists(keys.ends()) == 1);
      until(() -> Ends.partitions(rig).stream().allMatch(keys -> ends(rig, keys)));
    }
  }
}
