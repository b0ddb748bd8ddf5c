package io.streamweir.redis;

import java.time.Duration;
import java.util.List;

/** The part of a settlement's arguments that never changes for one inbox, as bytes. */
final class SettleTarget {
  final byte[] group = Wire.bytes(Keys.GROUP);
  final byte[] publish;
  final byte[] inbox;
  final byte[] later;
  final byte[] dead;
  final byte[] results;
  final byte[] cancelled;
  final List<byte[]> targetInboxes;
  final long resultTtlMillis;
  final Keys keys;

  SettleTarget(Keys keys, String stage, List<String> targets, Duration resultTtl, boolean cluster) {
    this.keys = keys;
    this.resultTtlMillis = resultTtl.toMillis();
    this.publish = Wire.bytes(cluster ? "SPUBLISH" : "PUBLISH");
    this.inbox = Wire.bytes(keys.inbox(stage));
    this.later = Wire.bytes(keys.later(stage));
    this.dead = Wire.bytes(keys.dead(stage));
    this.results = Wire.bytes(keys.results());
    this.cancelled = Wire.bytes(keys.cancelled());
    this.targetInboxes = targets.stream().map(target -> Wire.bytes(keys.inbox(target))).toList();
  }

  byte[] state(String name) {
    return Wire.bytes(keys.state(name));
  }

  byte[] unique(String dedupeKey) {
    return Wire.bytes(keys.unique(dedupeKey));
  }

  byte[] result(String jobId) {
    return Wire.bytes(keys.result(jobId));
  }
}
