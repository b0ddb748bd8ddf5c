package io.streamweir.client;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.AppendScript;
import io.streamweir.redis.Keys;
import io.streamweir.redis.RedisLink;
import io.streamweir.redis.ReplicatedAppend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The first stage's inboxes, one per partition, and the ways into each: one over the connection
 * that all share, and for each durability that wants replicas one over a connection of its own,
 * since that one has to wait. Thread-safe.
 */
final class Inboxes implements AutoCloseable {
  private final RedisLink link;
  private final String stage;
  private final Duration submitTimeout;
  private final List<Keys> partitions;
  private final List<AppendScript> scripts = new ArrayList<>();
  private final List<Appender> inMemory = new ArrayList<>();
  private final Map<Way, Appender> replicated = new ConcurrentHashMap<>();
  private final Map<Way, ReplicatedAppend> connections = new ConcurrentHashMap<>();

  /** Into which inbox, and how durably. */
  private record Way(int partition, Durability durability) {}

  Inboxes(RedisLink link, Pipeline<?> pipeline, Duration submitTimeout) {
    this.link = link;
    this.stage = pipeline.first().name();
    this.submitTimeout = submitTimeout;
    this.partitions = link.partitions(pipeline.name(), pipeline.partitions());
    for (Keys keys : partitions) {
      AppendScript script =
          new AppendScript(link, keys, stage, pipeline.first().config().maxBacklog());
      scripts.add(script);
      inMemory.add(appender(keys, AppendCall.memory(script), Appender.MAX_IN_FLIGHT));
    }
  }

  List<Keys> partitions() {
    return partitions;
  }

  /** The appender of jobs that are submitted one by one. */
  Appender appender(int partition, Durability durability) {
    return durability.memory()
        ? inMemory.get(partition)
        : replicated.computeIfAbsent(
            new Way(partition, durability),
            way -> appender(partitions.get(partition), replicated(way), 1));
  }

  /** The calls by which a source appends, one per partition. */
  List<AppendCall> calls(Durability durability) {
    List<AppendCall> calls = new ArrayList<>();
    for (Keys keys : partitions) {
      calls.add(
          durability.memory()
              ? AppendCall.memory(scripts.get(keys.partition()))
              : replicated(new Way(keys.partition(), durability)));
    }
    return calls;
  }

  private Appender appender(Keys keys, AppendCall call, int maxInFlight) {
    return new Appender(call, keys.inbox(stage), submitTimeout, maxInFlight);
  }

  private AppendCall replicated(Way way) {
    ReplicatedAppend append =
        connections.computeIfAbsent(
            way,
            w ->
                new ReplicatedAppend(
                    link, partitions.get(w.partition()), stage, scripts.get(w.partition())));
    return AppendCall.replicated(append, way.durability());
  }

  /** Submits that are under way still end. */
  @Override
  public void close() {
    connections.values().forEach(ReplicatedAppend::close);
  }
}
