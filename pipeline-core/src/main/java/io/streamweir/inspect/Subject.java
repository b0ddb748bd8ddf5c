package io.streamweir.inspect;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.housekeeping.LiveWorkers;
import io.streamweir.internal.housekeeping.WorkerPresence;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline that is examined, and what examinations ask of it. What several of them need is
 * asked once. For one examination and thread.
 */
final class Subject {
  private final RedisLink link;
  private final Pipeline<?> pipeline;
  private final Duration lease;
  private final Predicate<String> known;
  private final Map<String, String> types = new HashMap<>(); // by key
  private @Nullable Long now;
  private @Nullable LiveWorkers live;
  private @Nullable List<Pause> pauses;

  /**
   * A pipeline.
   *
   * @param link to its server; waits for a connection that was lost
   * @param lease the lease that its workers use
   * @param known which other pipelines whoever asks may know of
   */
  Subject(RedisLink link, Pipeline<?> pipeline, Duration lease, Predicate<String> known) {
    this.link = link;
    this.pipeline = pipeline;
    this.lease = lease;
    this.known = known;
  }

  RedisLink link() {
    return link;
  }

  Pipeline<?> pipeline() {
    return pipeline;
  }

  Duration lease() {
    return lease;
  }

  /** The pipelines to which it submits, as far as whoever asks may know of them. */
  SortedMap<String, ChainTarget> targets() {
    SortedMap<String, ChainTarget> targets = pipeline.chainTargets();
    targets.keySet().removeIf(known.negate());
    return targets;
  }

  /** Read-only questions about its inboxes. */
  InboxQueries queries() {
    return new InboxQueries(link);
  }

  /** When the examination began, in ms since 1970 by the server's clock. */
  long now() {
    Long asked = now;
    if (asked == null) {
      asked = queries().now();
      now = asked;
    }
    return asked;
  }

  /** The workers that live; none where the key holds something else, which is a finding. */
  LiveWorkers live() {
    LiveWorkers asked = live;
    if (asked == null) {
      asked =
          List.of("none", "zset").contains(type(workers()))
              ? link.await(WorkerPresence.alive(link, pipeline.name(), now()))
              : LiveWorkers.NONE;
      live = asked;
    }
    return asked;
  }

  /** The key in which workers say that they live. */
  String workers() {
    return Keys.workers(link, pipeline.name());
  }

  /** What is paused now. */
  List<Pause> pauses() {
    List<Pause> asked = pauses;
    if (asked == null) {
      asked = Pause.inForce(link, pipeline.name());
      pauses = asked;
    }
    return asked;
  }

  /** Whether the stage is paused, so that no worker works on it. */
  boolean paused(String stage) {
    return pauses().stream().anyMatch(pause -> pause.covers(stage));
  }

  /** What all priorities share, by partition from 0. */
  List<Keys> partitions() {
    return Keys.partitions(link, pipeline.name(), pipeline.partitions());
  }

  /** Each priority of each partition. */
  List<Keys> levels() {
    return Keys.levels(link, pipeline);
  }

  /** Asks for the types of all these keys at once. */
  void learnTypes(Collection<String> keys) {
    List<String> unknown = keys.stream().filter(key -> !types.containsKey(key)).distinct().toList();
    List<String> found = link.awaitEach(unknown, queries()::type);
    for (int i = 0; i < found.size(); i++) {
      types.put(unknown.get(i), found.get(i));
    }
  }

  /** The key's type, {@code none} where there is no key. */
  String type(String key) {
    learnTypes(List.of(key));
    return types.getOrDefault(key, "none");
  }

  /**
   * Whether the key holds what it should, or nothing. Where it does not, that is reported, and the
   * key cannot be read.
   */
  boolean sound(String key, String type, Findings findings) {
    String found = type(key);
    boolean sound = found.equals("none") || found.equals(type);
    if (!sound) {
      findings.wrong(
          "key " + key + " holds a " + found + " where a " + type + " belongs",
          "find out who writes there; rename the key away (RENAME) and workers go on by"
              + " themselves");
    }
    return sound;
  }
}
