package io.streamweir.internal.settle;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import java.time.Duration;
import java.util.List;

/** The part of a settlement's arguments that never changes for one inbox, as bytes. */
final class SettleTarget {
  final byte[] group = Call.bytes(Keys.GROUP);
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
    this.publish = Call.bytes(cluster ? "SPUBLISH" : "PUBLISH");
    this.inbox = Call.bytes(keys.inbox(stage));
    this.later = Call.bytes(keys.later(stage));
    this.dead = Call.bytes(keys.dead(stage));
    this.results = Call.bytes(keys.results());
    this.cancelled = Call.bytes(keys.cancelled());
    this.targetInboxes = targets.stream().map(target -> Call.bytes(keys.inbox(target))).toList();
  }

  byte[] state(String name) {
    return Call.bytes(keys.state(name));
  }

  byte[] unique(String dedupeKey) {
    return Call.bytes(keys.unique(dedupeKey));
  }

  byte[] result(String jobId) {
    return Call.bytes(keys.result(jobId));
  }
}
