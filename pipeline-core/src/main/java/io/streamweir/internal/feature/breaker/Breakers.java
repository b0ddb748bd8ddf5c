package io.streamweir.internal.feature.breaker;

import io.streamweir.internal.lane.DecisionRule;
import io.streamweir.internal.lane.HaltableIntake;
import io.streamweir.internal.lane.HandlingObserver;
import io.streamweir.internal.lane.Intake;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.upkeep.Upkeep;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The breakers of one worker's stages; a stage without one is left as it is. Thread-safe. */
public final class Breakers {
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration SAY = Duration.ofSeconds(2);

  private final String pipeline;
  private final Map<String, StageBreaker> byStage = new LinkedHashMap<>();

  /** Of a worker of this name that works on these stages. */
  public Breakers(
      RedisLink link,
      Pipeline<?> pipeline,
      List<StageDefinition<?, ?>> stages,
      String worker,
      WorkerListener listener) {
    this.pipeline = pipeline.name();
    for (StageDefinition<?, ?> stage : stages) {
      BreakerConfig config = stage.config().breaker();
      if (config != null) {
        Breaker breaker = new Breaker(this.pipeline, stage.name(), config, System::nanoTime);
        BreakerPresence presence = new BreakerPresence(link, this.pipeline, stage.name(), worker);
        byStage.put(stage.name(), new StageBreaker(breaker, presence, listener));
      }
    }
  }

  /** The lane's intake, which the breaker opens and closes. */
  public Intake intake(Intake inner, LaneContext lane) {
    StageBreaker breaker = byStage.get(lane.id().stage());
    return breaker == null ? inner : breaker.intake(inner, lane);
  }

  /** Halts this intake while the breaker of its stage is open. */
  public void watch(HaltableIntake intake) {
    StageBreaker breaker = byStage.get(intake.stage());
    if (breaker != null) {
      breaker.watch(intake);
    }
  }

  /** Whether the stage takes any number of entries: its breaker is closed, or it has none. */
  public boolean closed(String stage) {
    StageBreaker breaker = byStage.get(stage);
    return breaker == null || breaker.breaker().closed();
  }

  /** What observes the attempts of a stage, beside the breaker. */
  public HandlingObserver observer(String stage, HandlingObserver inner) {
    StageBreaker breaker = byStage.get(stage);
    return breaker == null ? inner : new AttemptObserver(breaker, inner);
  }

  /** What breakers make of a stage's decisions, before any other rule. */
  public List<DecisionRule> rules(StageDefinition<?, ?> stage) {
    StageBreaker breaker = byStage.get(stage.name());
    return breaker == null
        ? List.of()
        : List.of(new UncountedRule(breaker.breaker(), stage.config()));
  }

  /** Begins what is done again and again. */
  public void begin(Upkeep upkeep) {
    byStage.forEach(
        (stage, breaker) -> {
          String of = " of " + pipeline + "/" + stage;
          breaker.begin();
          upkeep.start(
              UpkeepTask.every(TICK, "breaker", "heeding the breaker" + of, breaker::tick));
          upkeep.start(
              UpkeepTask.awaiting(SAY, "breaker", "telling of the breaker" + of, breaker::say)
                  .withPatience(SAY));
        });
  }

  /** The worker has drained. Never fails. */
  public CompletableFuture<?> end() {
    return CompletableFuture.allOf(
        byStage.values().stream().map(StageBreaker::end).toArray(CompletableFuture<?>[]::new));
  }
}
