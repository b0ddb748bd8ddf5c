package io.streamweir.internal.feature.chain;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.housekeeping.Duty;
import io.streamweir.internal.lane.DecisionRule;
import io.streamweir.internal.lane.OutputEncoder;
import io.streamweir.internal.settle.Downstream;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.internal.wire.ReplicatedWire;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What one worker adds to its lanes where outcomes submit to other pipelines. */
public final class Chains implements AutoCloseable {
  private static final int WAITS = 4; // of a pass whose replicas do not confirm, at the most

  private final RedisLink link;
  private final Pipeline<?> pipeline;
  private final AvroCodec codec;
  private final String worker;
  private final WorkerListener listener;
  private final Map<String, Target> targets = new LinkedHashMap<>();
  private final Map<Integer, Map<String, Outlet>> outlets = new LinkedHashMap<>(); // by partition
  private final List<Forwarder> forwarders = new ArrayList<>();
  private final List<UpkeepTask> forwarding = new ArrayList<>();
  private final List<ReplicatedWire> wires = new ArrayList<>(); // of outboxes

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
            (name, listed) -> {
              codec.register(listed.input());
              targets.put(name, new Target(link, listed, executor));
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

  /**
   * Adds the forwarders of a partition, one for each durability; before its lanes.
   *
   * @param duty the upkeep of the partition
   */
  public void add(Keys keys, Duty duty) {
    Map<Durability, Map<String, Outlet>> own = new LinkedHashMap<>();
    for (ChainTarget listed : pipeline.chainTargets().values()) {
      own.computeIfAbsent(listed.durability(), durability -> new LinkedHashMap<>())
          .put(listed.pipeline(), outlet(keys, listed));
    }
    own.forEach((durability, some) -> add(keys, durability, some, duty));
  }

  private void add(Keys keys, Durability durability, Map<String, Outlet> own, Duty duty) {
    outlets.computeIfAbsent(keys.partition(), partition -> new LinkedHashMap<>()).putAll(own);
    OutboxScript script = new OutboxScript(keys, worker, List.copyOf(own.keySet()));
    OutboxRead read = read(keys, durability, script);
    Forwarder forwarder =
        new Forwarder(pipeline.name(), keys.partition(), read, own, listener, duty);
    forwarders.add(forwarder);
    UpkeepTask task = forwarder.task();
    Duration waits = durability.timeout().multipliedBy(WAITS);
    forwarding.add(task.withPatience(task.patience().plus(waits)));
  }

  private OutboxRead read(Keys keys, Durability durability, OutboxScript script) {
    if (durability.memory()) {
      return OutboxRead.memory(link, script);
    }
    ReplicatedWire wire = new ReplicatedWire(link, keys.replicated());
    wires.add(wire);
    return OutboxRead.replicated(wire, script, durability);
  }

  private Outlet outlet(Keys keys, ChainTarget listed) {
    Target target = Objects.requireNonNull(targets.get(listed.pipeline()));
    return new Outlet(link, pipeline.name(), keys, target, listed.maxOutbox());
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
    tasks.addAll(forwarding);
    return tasks;
  }

  /** Closes connections. What is still sent ends, and then closes its own. */
  @Override
  public void close() {
    targets.values().forEach(Target::close);
    wires.forEach(ReplicatedWire::close);
  }
}
