package io.streamweir.internal.settle;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultKeeping;
import io.streamweir.internal.wire.Call;
import java.util.List;

/** The part of a settlement's arguments that never changes for one inbox, as bytes. */
final class SettleTarget {
  final byte[] handedBack = Call.bytes(Keys.HANDED_BACK);
  final byte[] consumer;
  final byte[] group = Call.bytes(Keys.GROUP);
  final byte[] publish;
  final byte[] inbox;
  final byte[] results;
  final byte[] cancelled;
  final List<String> targets;
  final List<byte[]> targetInboxes;
  final ResultKeeping keeping;
  final Keys keys;
  final String stage;

  SettleTarget(
      Keys keys,
      String stage,
      List<String> targets,
      String consumer,
      ResultKeeping keeping,
      boolean cluster) {
    this.consumer = Call.bytes(consumer);
    this.keys = keys;
    this.stage = stage;
    this.targets = targets;
    this.keeping = keeping;
    this.publish = Call.bytes(cluster ? "SPUBLISH" : "PUBLISH");
    this.inbox = Call.bytes(keys.inbox(stage));
    this.results = Call.bytes(keys.results());
    this.cancelled = Call.bytes(keys.cancelled());
    this.targetInboxes = targets.stream().map(target -> Call.bytes(keys.inbox(target))).toList();
  }

  byte[] state(String name) {
    return Call.bytes(keys.state(name));
  }
}
