package io.streamweir.inspect;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * The pipeline that is examined, and what examinations ask of it.
 *
 * @param link to its server; waits for a connection that was lost
 * @param lease the lease that its workers use
 * @param known which other pipelines whoever asks may know of
 */
record Subject(RedisLink link, Pipeline<?> pipeline, Duration lease, Predicate<String> known) {
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

  /** What is paused now. */
  List<Pause> pauses() {
    return Pause.inForce(link, pipeline.name());
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

  /**
   * Whether the key holds what it should, or nothing. Where it does not, that is reported, and the
   * key cannot be read.
   */
  boolean sound(String key, String type, Findings findings) {
    String found = queries().type(key);
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
