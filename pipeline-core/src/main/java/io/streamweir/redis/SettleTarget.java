package io.streamweir.redis;

import java.time.Duration;
import java.util.List;

/** The part of a settlement's arguments that never changes for one inbox, as bytes. */
final class SettleTarget {
  final byte[] group = Wire.bytes(Keys.GROUP);
  final byte[] publish;
  final List<byte[]> fixedKeys;
  final int targets;
  final long resultTtlMillis;
  private final Keys keys;

  SettleTarget(Keys keys, String stage, List<String> targets, Duration resultTtl, boolean cluster) {
    this.keys = keys;
    this.targets = targets.size();
    this.resultTtlMillis = resultTtl.toMillis();
    this.publish = Wire.bytes(cluster ? "SPUBLISH" : "PUBLISH");
    List<String> fixed =
        new java.util.ArrayList<>(
            List.of(keys.inbox(stage), keys.later(stage), keys.dead(stage), keys.results()));
    targets.forEach(target -> fixed.add(keys.inbox(target)));
    this.fixedKeys = fixed.stream().map(Wire::bytes).toList();
  }

  byte[] state(String name) {
    return Wire.bytes(keys.state(name));
  }

  byte[] result(String jobId) {
    return Wire.bytes(keys.result(jobId));
  }
}
