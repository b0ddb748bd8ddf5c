package io.streamweir.inspect;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.inspect.RunNow.Step;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@WithRedis
class RunNowIT {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final SubmitOptions LATER = SubmitOptions.defaults().withDelay(HOUR);
  private static final FailurePolicy HOURLY = FailurePolicy.attempts(5, Backoff.fixed(HOUR));

  private final Queue<String> handled = new ConcurrentLinkedQueue<>();
  private final CountDownLatch fails = new CountDownLatch(1);

  /** What begins with {@code fail} fails at its first attempt. */
  private PipelineBuilder<Text, Text> builder(UnaryOperator<StageConfig> config) {
    return Pipeline.named("hastened")
        .accepts(Text.class)
        .partitions(2)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              if (context.attempt() == 1 && text.getValue().startsWith("fail")) {
                fails.await();
                throw new IllegalStateException("again");
              }
              handled.add(text.getValue() + " " + context.attempt());
              return Outcome.finish(text);
            },
            config);
  }

  private static JobChoice where(String expression) {
    return JobChoice.all().where(JobFilter.of(List.of(expression)));
  }

  private static Step all(Rig rig, JobState state, JobChoice choice, int limit) {
    RunNow work = new RunNow(rig.link, rig.pipeline.facts(), "work", state, choice);
    long earlier = 0;
    long behind = 0;
    long looked = 0;
    String at = RunNow.BEGIN;
    do {
      Step step = work.step(at, limit);
      looked += step.looked();
      earlier += step.earlier();
      behind += step.behind();
      at = step.next();
    } while (!at.isEmpty());
    return new Step(looked, earlier, behind, "");
  }

  @Test
  void runsWhatMatchesAtOnceAndNothingElse(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, builder(stage -> stage).build())) {
      Receipt now = rig.jobs().submit(new Text("now"), LATER);
      rig.jobs().submit(new Text("later"), LATER);
      rig.worker();

      Step done = all(rig, JobState.DELAYED, where("value=now"), 100);

      assertThat(done.earlier()).isEqualTo(1);
      assertThat(done.looked()).isEqualTo(2);
      assertThat(rig.value(now)).isEqualTo("now");
      assertThat(handled).containsExactly("now 1");
      RunNow rest =
          new RunNow(rig.link, rig.pipeline.facts(), "work", JobState.DELAYED, JobChoice.all());
      assertThat(rest.size()).isEqualTo(1);
    }
  }

  @Test
  void keepsTheNumberOfTheAttempt(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, builder(stage -> stage.withFailure(HOURLY)).build())) {
      rig.worker();
      fails.countDown();
      Receipt receipt = rig.submit("fail");
      RunNow work =
          new RunNow(rig.link, rig.pipeline.facts(), "work", JobState.DELAYED, JobChoice.all());
      until(() -> work.size() == 1);

      assertThat(RunNow.job(rig.link, rig.pipeline.facts(), receipt.jobId()).earlier())
          .isEqualTo(1);

      assertThat(rig.value(receipt)).isEqualTo("fail");
      assertThat(handled).containsExactly("fail 2");
    }
  }

  @Test
  void keepsTheOrderOfAKey(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, builder(stage -> stage.withOrder().withFailure(HOURLY)).build())) {
      rig.worker();
      SubmitOptions keyed = SubmitOptions.defaults().withKey("key");
      List<Receipt> receipts =
          Stream.of("fail 0", "1", "2", "3")
              .map(text -> rig.jobs().submit(new Text(text), keyed))
              .toList();
      fails.countDown();
      RunNow parked =
          new RunNow(rig.link, rig.pipeline.facts(), "work", JobState.PARKED, JobChoice.all());
      until(() -> parked.size() == 4);

      Step behind = all(rig, JobState.PARKED, where("value=2"), 9);
      assertThat(behind.earlier()).isZero();
      assertThat(behind.behind()).isEqualTo(1);
      assertThat(parked.size()).isEqualTo(4);
      Step first = all(rig, JobState.PARKED, JobChoice.all(), 9);
      assertThat(first.earlier()).isEqualTo(1);
      assertThat(first.behind()).isEqualTo(3);

      assertThat(rig.value(receipts.get(3))).isEqualTo("3");
      assertThat(handled).containsExactly("fail 0 2", "1 1", "2 1", "3 1");
    }
  }

  @Test
  void keepsTheOrderInWhichDelayedJobsOfAKeyWereDue(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, builder(stage -> stage.withOrder()).build())) {
      List<String> texts = IntStream.range(0, 40).mapToObj(i -> "" + i).toList();
      for (int i = texts.size() - 1; i >= 0; i--) {
        SubmitOptions keyed = LATER.withKey("key").withDelay(HOUR.plusSeconds(i));
        rig.jobs().submit(new Text(texts.get(i)), keyed);
      }

      assertThat(all(rig, JobState.DELAYED, JobChoice.all(), 7).earlier()).isEqualTo(40);
      rig.worker();

      until(() -> handled.size() == 40);
      assertThat(handled).containsExactlyElementsOf(texts.stream().map(t -> t + " 1").toList());
    }
  }

  @Test
  void leavesAloneWhatIsDueAlreadyAndNeverPutsOff(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, builder(stage -> stage).build())) {
      SubmitOptions soon = SubmitOptions.defaults().withDelay(Duration.ofMillis(1));
      rig.jobs().submit(new Text("due"), soon);
      rig.jobs().submit(new Text("later"), LATER);
      until(() -> all(rig, JobState.DELAYED, where("value=due"), 9).earlier() == 0);

      assertThat(all(rig, JobState.DELAYED, JobChoice.all(), 9).earlier()).isEqualTo(1);
      assertThat(all(rig, JobState.DELAYED, JobChoice.all(), 9).earlier()).isZero();
    }
  }

  @Test
  void worksInStepsAtEveryPriority(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, builder(stage -> stage).priorities().build())) {
      for (int i = 0; i < 500; i++) {
        Priority priority = Priority.values()[i % 3];
        rig.jobs().submitAsync(new Text("" + i), LATER.withPriority(priority)).join();
      }

      assertThat(all(rig, JobState.DELAYED, JobChoice.all(), 7).earlier()).isEqualTo(500);

      rig.worker();
      until(() -> handled.size() == 500);
    }
  }

  @ParameterizedTest
  @EnumSource(StageKind.class)
  void worksAtLimitedAndBatchStages(StageKind kind, RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, kind.pipeline(handled))) {
      SubmitOptions keyed = SubmitOptions.defaults().withKey("key");
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        receipts.add(rig.jobs().submit(new Text("fail " + i), keyed));
        receipts.add(rig.jobs().submit(new Text("" + i), LATER.withKey("key")));
      }
      rig.worker();
      RunNow work =
          new RunNow(rig.link, rig.pipeline.facts(), "work", JobState.DELAYED, JobChoice.all());
      until(() -> work.size() == 20);

      assertThat(all(rig, JobState.DELAYED, JobChoice.all(), 7).earlier()).isEqualTo(20);

      for (Receipt receipt : receipts) {
        rig.value(receipt);
      }
      assertThat(handled)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 10)
                  .boxed()
                  .flatMap(i -> Stream.of("fail " + i + " 2", i + " 1"))
                  .toList());
    }
  }

  @Test
  void refusesWhatMakesNoSense(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, builder(stage -> stage).build())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> all(rig, JobState.WAITING, JobChoice.all(), 1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RunNow.job(rig.link, rig.pipeline.facts(), "no/id"));
      assertThat(RunNow.job(rig.link, rig.pipeline.facts(), "nobodys").looked()).isZero();
    }
  }
}
