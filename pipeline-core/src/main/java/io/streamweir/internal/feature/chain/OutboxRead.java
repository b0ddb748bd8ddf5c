package io.streamweir.internal.feature.chain;

import io.streamweir.internal.feature.chain.OutboxScript.Found;
import io.streamweir.internal.feature.chain.OutboxScript.Turn;
import io.streamweir.internal.wire.ReplicatedWire;
import io.streamweir.internal.wire.ReplicatedWire.Spoken;
import io.streamweir.pipeline.Durability;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One way to read the outboxes of a partition: how durable what is read must be. */
@FunctionalInterface
interface OutboxRead {
  /** Removes what was taken and reads on, in the order of the targets. */
  CompletableFuture<List<Found>> run(List<Turn> turns);

  /** The master's memory is enough. */
  static OutboxRead memory(RedisLink link, OutboxScript script) {
    return turns -> script.run(link.shared(), turns);
  }

  /**
   * Fails where replicas do not confirm what was read. If it were sent and a failover undid its
   * settlement, the next run of the handler would submit it again under another number.
   */
  static OutboxRead replicated(ReplicatedWire wire, OutboxScript script, Durability durability) {
    return turns ->
        wire.run(used -> script.run(used, turns), OutboxRead::spoken, durability)
            .thenApply(
                found -> {
                  if (found.doubt() != null) {
                    throw Unconfirmed.of("jobs are not sent: of their outbox ", found);
                  }
                  return found.value();
                });
  }

  /** The script writes the lease before it reads entries. */
  private static Spoken spoken(List<Found> found) {
    boolean nothing = found.stream().allMatch(each -> each.waiting().isEmpty());
    return nothing ? Spoken.NOTHING : Spoken.OWN_WRITES;
  }
}
