package io.streamweir.client;

import io.streamweir.internal.entry.AppendCall;
import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.ReplicatedWire;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.Priority;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The first stage's inboxes, one per partition and priority, and the ways into each. One way is
 * over the connection that all share. Each durability with replicas has a way over a connection of
 * its own, since it has to wait. Thread-safe.
 */
final class Inboxes implements AutoCloseable {
  private final RedisLink link;
  private final String pipeline;
  private final String stage;
  private final Duration submitTimeout;
  private final List<Keys> partitions;
  private final Map<Priority, List<Inbox>> inboxes = new EnumMap<>(Priority.class);
  private final Map<Way, Appender> replicated = new ConcurrentHashMap<>();
  private final Map<Way, ReplicatedWire> connections = new ConcurrentHashMap<>();

  /** One of them, and the way into it that needs no replicas. */
  private record Inbox(Keys keys, AppendScript script, Appender inMemory) {}

  /** Into which inbox, and how durably. */
  private record Way(Priority priority, int partition, Durability durability) {}

  Inboxes(RedisLink link, PipelineFacts<?> pipeline, Duration submitTimeout) {
    this.link = link;
    this.pipeline = pipeline.name();
    this.stage = pipeline.first();
    this.submitTimeout = submitTimeout;
    this.partitions = Keys.partitions(link, pipeline.name(), pipeline.partitions());
    for (Priority priority : pipeline.priorities()) {
      inboxes.put(
          priority, partitions.stream().map(keys -> inbox(keys.at(priority), pipeline)).toList());
    }
  }

  private Inbox inbox(Keys keys, PipelineFacts<?> pipeline) {
    long maxBacklog = pipeline.maxBacklog();
    AppendScript script = new AppendScript(link, keys, pipeline.priorities(), stage, maxBacklog);
    // What is in flight behind a call that is refused, or whose slot moves, would overtake it.
    int inFlight = pipeline.keyed() ? 1 : Appender.MAX_IN_FLIGHT;
    Appender appender = appender(keys, AppendCall.memory(script), inFlight);
    return new Inbox(keys, script, appender);
  }

  /**
   * Complains where the pipeline does not have the priority.
   *
   * @throws IllegalArgumentException which says so
   */
  void check(Priority priority) {
    at(priority);
  }

  /** The inboxes of a priority, by partition. */
  private List<Inbox> at(Priority priority) {
    List<Inbox> found = inboxes.get(priority);
    if (found == null) {
      throw new IllegalArgumentException(
          "pipeline '%s' takes no jobs of priority %s; PipelineBuilder.priorities() turns that on"
              .formatted(pipeline, priority));
    }
    return found;
  }

  /** The keys that all priorities share. */
  List<Keys> partitions() {
    return partitions;
  }

  /**
   * The appender of jobs that are submitted one by one.
   *
   * @throws IllegalArgumentException where the pipeline does not have the priority
   */
  Appender appender(Priority priority, int partition, Durability durability) {
    Inbox inbox = at(priority).get(partition);
    return durability.memory()
        ? inbox.inMemory()
        : replicated.computeIfAbsent(
            new Way(priority, partition, durability),
            way -> appender(inbox.keys(), replicated(way, inbox), 1));
  }

  /**
   * The calls by which a source appends, one per partition.
   *
   * @throws IllegalArgumentException where the pipeline does not have the priority
   */
  List<AppendCall> calls(Priority priority, Durability durability) {
    List<AppendCall> calls = new ArrayList<>();
    for (Inbox inbox : at(priority)) {
      calls.add(
          durability.memory()
              ? AppendCall.memory(inbox.script())
              : replicated(new Way(priority, inbox.keys().partition(), durability), inbox));
    }
    return calls;
  }

  private Appender appender(Keys keys, AppendCall call, int maxInFlight) {
    return new Appender(call, keys.inbox(stage), submitTimeout, maxInFlight);
  }

  private AppendCall replicated(Way way, Inbox inbox) {
    ReplicatedWire wire =
        connections.computeIfAbsent(way, w -> new ReplicatedWire(link, inbox.keys().replicated()));
    return AppendCall.replicated(wire, inbox.script(), way.durability());
  }

  /** Submits that are under way still end. */
  @Override
  public void close() {
    connections.values().forEach(ReplicatedWire::close);
  }
}
