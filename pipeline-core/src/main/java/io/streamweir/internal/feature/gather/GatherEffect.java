package io.streamweir.internal.feature.gather;

import io.streamweir.internal.settle.EffectWriter;
import io.streamweir.internal.settle.KeyUse;

/** How the effects of this room are written, as {@code settle-gathers.lua} reads them. */
final class GatherEffect {
  private static final KeyUse OPEN = KeyUse.of("zset", "ZREM");
  private static final KeyUse CANCELLED = KeyUse.of("zset", "ZADD", "ZRANGE");
  private static final KeyUse STATE =
      KeyUse.of("hash", "HGET", "HMGET", "HSET", "HSETNX", "HINCRBY", "PEXPIRE", "UNLINK");
  private static final KeyUse INBOX = KeyUse.appends();

  private GatherEffect() {}

  static EffectWriter begin(EffectWriter to, String name) {
    return to.effect(name, GatherRule.TEXTS);
  }

  static EffectWriter addOpen(EffectWriter to) {
    return to.key(OPEN, to.keys().gathers());
  }

  static EffectWriter addState(EffectWriter to, GatherPlace place, String jobId) {
    return to.key(STATE, to.keys().gather(place.split(), place.path(), jobId));
  }

  static EffectWriter addStateAndInbox(EffectWriter to, GatherPlace place, String jobId) {
    return addState(to, place, jobId).key(INBOX, to.keys().inbox(place.gather()));
  }

  /** Says that it tells workers to stop the parts of a gather, as those of a cancelled job. */
  static EffectWriter stopsParts(EffectWriter to) {
    return to.mindsCancelled().uses(CANCELLED, to.keys().cancelled());
  }
}
