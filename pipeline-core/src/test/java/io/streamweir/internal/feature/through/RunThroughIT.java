package io.streamweir.internal.feature.through;

import static io.streamweir.worker.Rig.eventually;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.client.SubmitOptions;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import io.streamweir.inspect.StageStatus;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.metrics.MetricNames;
import io.streamweir.metrics.WorkerMetrics;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

@WithRedis
class RunThroughIT {
  private static final List<String> ACTS =
      List.of("throws", "dies", "hangs", "saves", "retries", "rejects", "drops", "finishes");

  private final Chain chain = new Chain();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private int warmed;
  private String lastProbe = "";

  private Worker worker(Rig rig, boolean through) {
    WorkerMetrics metrics = new WorkerMetrics(registry, rig.link);
    return rig.worker(
        new Ledger(),
        config ->
            config
                .withListener(metrics)
                .withRunThrough(through)
                .withLease(Duration.ofSeconds(30))
                .withDrainTimeout(Duration.ofSeconds(20)));
  }

  /** Submits until three jobs in a row run through: what the first ones' answers said is known. */
  private void warm(Rig rig) {
    int[] row = {0};
    until(
        () -> {
          String name = "warm-" + ++warmed;
          rig.value(rig.submit(name));
          boolean through = chain.ranThrough("two", name) && chain.ranThrough("three", name);
          row[0] = through ? row[0] + 1 : 0;
          return row[0] == 3;
        });
  }

  private double ranThrough(String stage) {
    return registry.get(MetricNames.RUN_THROUGH).tag("stage", stage).counter().count();
  }

  @Test
  void threeStagesSettleOnce(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, chain.pipeline())) {
      worker(rig, true);
      warm(rig);
      InboxQueries queries = new InboxQueries(rig.link);
      long two = rig.link.await(queries.added(rig.keys.inbox("two")));
      long three = rig.link.await(queries.added(rig.keys.inbox("three")));
      for (int i = 0; i < 50; i++) {
        assertThat(rig.value(rig.submit("job-" + i))).isEqualTo("job-" + i);
      }
      assertThat(rig.link.await(queries.added(rig.keys.inbox("two")))).isEqualTo(two);
      assertThat(rig.link.await(queries.added(rig.keys.inbox("three")))).isEqualTo(three);
      assertThat(rig.count("calls", "three")).isEqualTo(50 + warmed);
      until(() -> ranThrough("three") >= 53);
      until(() -> told(rig, "three").ranThrough() == ranThrough("three"));
      StageStatus told = told(rig, "three");
      assertThat(told.done() + told.ranThrough()).isEqualTo(50 + warmed);
      assertThat(told.attempts().ranThrough()).isEqualTo(told.ranThrough());
      assertThat(told.attempts().ended()).isEqualTo(50 + warmed);
    }
  }

  /** What a worker has told of a stage. */
  private static StageStatus told(Rig rig, String stage) {
    return new Inspector(rig.link, rig.pipeline).status().get(Chain.STAGES.indexOf(stage));
  }

  /** What can be seen from outside after jobs that do all that a handler can do at each stage. */
  private Map<String, Object> seen(RedisSpace space, String pipeline, boolean through)
      throws Exception {
    Map<String, Object> seen = new TreeMap<>();
    try (Rig rig = Rig.on(space, chain.pipeline(pipeline, config -> config))) {
      worker(rig, through);
      for (String stage : List.of("two", "three")) {
        for (String act : ACTS) {
          if (through) {
            warm(rig);
          }
          String name = act + "-at-" + stage;
          SubmitOptions options =
              SubmitOptions.defaults().withHeaders(Map.of("name", name)).withKey("key-" + act);
          Receipt job = rig.jobs().submit(new Text(name + " " + stage + " " + act), options);
          seen.put(name, act.equals("drops") ? "" : described(rig.result(job), job));
          if (through) {
            eventually()
                .untilAsserted(() -> assertThat(chain.ranThrough(stage, name)).as(name).isTrue());
          }
        }
      }
      if (through) {
        warm(rig);
      }
      Receipt both = rig.submit("both two splits");
      seen.put("both", described(rig.result(both), both));
      until(() -> rig.count("of-three", "both") == 4);
      until(() -> rig.count("of-two", "drops-at-two") == 2);
      until(() -> rig.count("of-three", "drops-at-three") == 2);
      for (String stage : Chain.STAGES) {
        look(rig, stage, seen);
      }
      seen.put("calls", calls());
    }
    return seen;
  }

  private void look(Rig rig, String stage, Map<String, Object> seen) {
    seen.put("counters of " + stage, withoutWarm(rig.counters("of-" + stage)));
    seen.put("calls of " + stage, rig.count("calls", stage) - warmed);
    seen.put(
        "letters of " + stage,
        rig.dead(stage).stream()
            .map(
                l ->
                    l.reason() + l.error().lines().findFirst() + l.attempts() + l.fields().keySet())
            .toList());
    seen.put("entries of " + stage, entries(stage));
  }

  private List<String> calls() {
    return chain.calls.stream()
        .filter(call -> !call.name().startsWith("warm"))
        .map(c -> c.stage() + c.name() + c.attempt() + c.path() + c.key() + c.headers())
        .sorted()
        .toList();
  }

  private static Map<String, String> withoutWarm(Map<String, String> counters) {
    Map<String, String> others = new TreeMap<>(counters);
    others.keySet().removeIf(name -> name.startsWith("warm"));
    return others;
  }

  private static String described(Result result, Receipt job) {
    return result instanceof Result.Finished finished
        ? finished.stage() + " " + finished.value(Text.class).getValue()
        : result.toString().replace(job.jobId(), "JOB");
  }

  /** The counters of what was settled, without what is only there to make room. */
  private Map<String, Double> entries(String stage) {
    String forwarded = stage.equals("three") ? "finished" : "forwarded";
    Map<String, Double> counts = new TreeMap<>();
    for (Meter meter : registry.getMeters()) {
      Meter.Id id = meter.getId();
      if (List.of(MetricNames.ENTRIES, MetricNames.ATTEMPTS_FAILED, MetricNames.HANDLING)
              .contains(id.getName())
          && stage.equals(id.getTag("stage"))) {
        double count = meter.measure().iterator().next().getValue();
        boolean warm =
            id.getName().equals(MetricNames.HANDLING) || forwarded.equals(id.getTag("outcome"));
        String what = id.getName() + " " + id.getTag("outcome") + " " + id.getTag("exception");
        counts.merge(what, warm ? count - warmed : count, Double::sum);
      }
    }
    return counts;
  }

  @Test
  void allIsAsItWouldBeFromTheInbox(RedisSpace space) throws Exception {
    Map<String, Object> through = seen(space, "on", true);
    RunThroughIT other = new RunThroughIT();
    assertThat(through).isEqualTo(other.seen(space, "off", false));
    assertThat(other.chain.calls).noneMatch(Chain.Call::through);
  }

  @Test
  void forwardsWhereTheNextStageIsPaused(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, chain.pipeline())) {
      worker(rig, true);
      warm(rig);
      new Pauses(rig.link, rig.pipeline).pause("two", PauseOptions.defaults());
      waiting(rig);
      Receipt late = rig.submit("late");
      until(() -> chain.calls.stream().anyMatch(call -> call.name().equals("late")));
      until(() -> rig.pending("one") == 0);
      assertThat(rig.jobs().storedResult(late.jobId())).isEmpty();
      new Pauses(rig.link, rig.pipeline).resume("two");
      assertThat(rig.value(late)).isEqualTo("late");
      assertThat(chain.ranThrough("two", "late")).isFalse();
    }
  }

  /** Submits jobs until one of them is left in the inbox of the second stage, which is paused. */
  private Receipt waiting(Rig rig) {
    Receipt[] last = new Receipt[1];
    until(
        () -> {
          lastProbe = "probe-" + chain.calls.size();
          last[0] = rig.submit(lastProbe);
          until(() -> chain.called("one", lastProbe) && rig.pending("one") == 0);
          return rig.jobs().storedResult(last[0].jobId()).isEmpty();
        });
    return last[0];
  }

  @Test
  void forwardsWhereTheWorkerDrains(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, chain.pipeline("drained", config -> config))) {
      Worker worker = worker(rig, true);
      warm(rig);
      Thread closing = new Thread(worker::close);
      chain.meetings.put(
          "one last",
          context -> {
            closing.start();
            until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(this::runsTwo));
          });
      Receipt last = rig.submit("last");
      until(() -> chain.called("one", "last"));
      until(closing::isAlive);
      closing.join();
      assertThat(chain.called("two", "last")).isFalse();
      assertThat(rig.pending("one") + rig.pending("two")).isZero();
      worker(rig, true);
      assertThat(rig.value(last)).isEqualTo("last");
      assertThat(chain.ranThrough("two", "last")).isFalse();
    }
  }

  private boolean runsTwo(Thread thread) {
    return thread.getName().equals("streamweir-drained/0/two");
  }

  @Test
  void endsAJobThatIsCancelledOnItsWay(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, chain.pipeline())) {
      worker(rig, true);
      warm(rig);
      chain.meetings.put("two gone", context -> rig.jobs().cancel(context.jobId()));
      Receipt gone = rig.submit("gone");
      assertThat(rig.result(gone)).isInstanceOf(Result.Cancelled.class);
      until(() -> rig.pending("one") + rig.pending("two") == 0);
      assertThat(chain.ranThrough("two", "gone")).isTrue();
      assertThat(rig.counters("of-two")).doesNotContainKey("gone");
      assertThat(rig.counters("of-three")).doesNotContainKey("gone");
      assertThat(rig.dead("one")).isEmpty();
      assertThat(rig.dead("two")).isEmpty();
    }
  }
}
