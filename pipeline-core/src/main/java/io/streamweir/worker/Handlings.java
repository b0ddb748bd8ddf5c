package io.streamweir.worker;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.breaker.Breakers;
import io.streamweir.internal.feature.cancel.CancelledJobs;
import io.streamweir.internal.feature.chain.Chains;
import io.streamweir.internal.feature.checkpoint.Checkpoints;
import io.streamweir.internal.feature.dedupe.HoldRule;
import io.streamweir.internal.feature.gather.GatherRule;
import io.streamweir.internal.feature.gather.Gathers;
import io.streamweir.internal.feature.keyed.KeyedStage;
import io.streamweir.internal.feature.progress.ProgressBoard;
import io.streamweir.internal.feature.window.FillRule;
import io.streamweir.internal.lane.Decision;
import io.streamweir.internal.lane.DecisionRule;
import io.streamweir.internal.lane.FailureLog;
import io.streamweir.internal.lane.HandlerStep;
import io.streamweir.internal.lane.Handling;
import io.streamweir.internal.lane.HandlingObserver;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.Observing;
import io.streamweir.internal.lane.Reports;
import io.streamweir.internal.settle.Fence;
import io.streamweir.listener.WorkerListener.LaneId;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Makes what handles entries of a stage, of the kernel and of what the features of the stage add:
 * in the stage's own lanes, and in lanes whose entries run through the stage.
 */
record Handlings(
    String namespace,
    Pipeline<?> pipeline,
    WorkerConfig config,
    AvroCodec codec,
    Gathers gathers,
    Breakers breakers,
    Chains chains,
    ScheduledExecutorService timer) {

  /** What handles the entries of one stage in one lane, and decides. */
  record Made<I, O>(Handling<I, O> handling, Decision decision) {}

  /**
   * Where entries are handled.
   *
   * @param keys of the partition and the priority
   * @param lane that has them in hand
   * @param fence of its settlements
   */
  record Place(
      Keys keys, LaneContext lane, Fence fence, CancelledJobs cancelled, ProgressBoard board) {}

  /**
   * For a stage.
   *
   * @param keyed the stage, where it is keyed
   */
  <I, O> Made<I, O> of(
      StageDefinition<I, O> stage, Place place, @Nullable KeyedStage keyed, FailureLog failures) {
    Keys keys = place.keys();
    LaneId at = new LaneId(pipeline.name(), stage.name(), keys.partition(), keys.priority());
    GatherRule gather = new GatherRule(pipeline, stage, place.cancelled()::has);
    Checkpoints checkpoints = new Checkpoints(place.lane(), keys, stage, codec, place.fence());
    List<DecisionRule> rules = rules(stage, gather, keyed, checkpoints);
    Decision decision = new Decision(pipeline, stage, codec, place.cancelled(), rules);
    HandlerStep<I, O> step =
        gathers.step(stage, keys, gather, decision, Handling.plainly(decision));
    HandlingObserver observer =
        config.observations().isNoop()
            ? HandlingObserver.NONE
            : new Observing(config.observations(), at);
    Handling<I, O> handling =
        new Handling<>(
            namespace,
            at,
            gathers.runnable(stage, keys),
            codec,
            decision,
            step,
            breakers.observer(stage.name(), observer),
            new Reports(at, place.board().of(stage.name()), checkpoints),
            timer,
            failures);
    return new Made<>(handling, decision);
  }

  /** What the features of a stage make of its decisions, in this order. */
  private List<DecisionRule> rules(
      StageDefinition<?, ?> stage,
      GatherRule gather,
      @Nullable KeyedStage keyed,
      Checkpoints checkpoints) {
    boolean splits = gathers.any();
    List<DecisionRule> rules = new ArrayList<>(breakers.rules(stage));
    rules.add(new HoldRule(entry -> splits && gather.isPart(entry)));
    if (splits) {
      rules.add(gather);
    }
    if (keyed != null) {
      rules.add(keyed.rule());
    }
    rules.add(checkpoints.rule());
    rules.add(new FillRule(pipeline, stage.name()));
    rules.add(chains.rule(stage));
    return rules;
  }
}
