package io.streamweir.internal.feature.chain;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.lane.DecisionRule;
import io.streamweir.internal.lane.OutputEncoder;
import io.streamweir.internal.settle.Downstream;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What one worker adds to its lanes where outcomes submit to other pipelines. */
public final class Chains {
  private final RedisLink link;
  private final Pipeline<?> pipeline;
  private final AvroCodec codec;
  private final String worker;
  private final WorkerListener listener;
  private final Map<String, Target> targets = new LinkedHashMap<>();
  private final Map<Integer, Map<String, Outlet>> outlets = new LinkedHashMap<>(); // by partition
  private final List<Forwarder> forwarders = new ArrayList<>();

  /**
   * For one worker.
   *
   * @param worker its name
   * @param executor does what takes a moment
   */
  public Chains(
      RedisLink link,
      Pipeline<?> pipeline,
      AvroCodec codec,
      String worker,
      WorkerListener listener,
      Executor executor) {
    this.link = link;
    this.pipeline = pipeline;
    this.codec = codec;
    this.worker = worker;
    this.listener = listener;
    pipeline
        .chainTargets()
        .forEach(
            (name, input) -> {
              codec.register(input);
              targets.put(name, new Target(link, name, input, executor));
            });
  }

  /**
   * The source as which what a partition submits is numbered at its target; no client's source has
   * such a name.
   *
   * @param place the partition
   */
  public static String source(String pipeline, String place) {
    return pipeline + "/" + place;
  }

  /** Adds the forwarder of a partition; before its lanes. */
  public void add(Keys keys) {
    if (targets.isEmpty()) {
      return;
    }
    Map<String, Outlet> own = new LinkedHashMap<>();
    targets.forEach((name, target) -> own.put(name, outlet(keys, name, target)));
    outlets.put(keys.partition(), own);
    OutboxScript script = new OutboxScript(link, keys, worker, List.copyOf(own.keySet()));
    forwarders.add(new Forwarder(pipeline.name(), keys.partition(), script, own, listener));
  }

  private Outlet outlet(Keys keys, String name, Target target) {
    return new Outlet(link, pipeline.name(), keys, target, reserve(name));
  }

  private long reserve(String target) {
    return pipeline.stages().stream()
        .map(stage -> stage.config().submitting().get(target))
        .mapToLong(listed -> listed == null ? 0 : listed.maxOutbox())
        .max()
        .orElse(0);
  }

  /** What becomes of a stage's decisions; nothing where it does not submit. */
  public DecisionRule rule(StageDefinition<?, ?> stage) {
    return new ChainRule(stage, targets, new OutputEncoder(codec, stage));
  }

  /** Has a lane of the stage wait where what it submits is not taken. */
  public void watch(StageDefinition<?, ?> stage, Keys keys, Downstream downstream) {
    for (ChainTarget listed : stage.config().submitting().values()) {
      Outlet outlet = outlets.getOrDefault(keys.partition(), Map.of()).get(listed.pipeline());
      if (outlet != null) {
        downstream.also(() -> outlet.hasRoom(listed.maxOutbox()));
      }
    }
  }

  /** Looks before the lanes begin, so that they need not wait. */
  public List<CompletableFuture<Void>> learn() {
    List<CompletableFuture<Void>> looks = new ArrayList<>();
    targets.values().forEach(target -> looks.add(target.learn()));
    forwarders.forEach(forwarder -> looks.add(forwarder.learn()));
    return looks;
  }

  /** What is done beside the lanes. */
  public List<UpkeepTask> tasks() {
    List<UpkeepTask> tasks = new ArrayList<>();
    targets.values().forEach(target -> tasks.add(target.task()));
    forwarders.forEach(forwarder -> tasks.add(forwarder.task()));
    return tasks;
  }
}
