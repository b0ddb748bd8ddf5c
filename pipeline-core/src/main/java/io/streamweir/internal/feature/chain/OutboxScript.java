package io.streamweir.internal.feature.chain;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.internal.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs {@code outbox.lua} for the outboxes of one partition. Thread-safe. */
public final class OutboxScript {
  private static final Script SCRIPT = new Script("wire/checks", "feature/chain/outbox");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  /** So that of several workers one forwards; if it dies, another one does after this time. */
  private static final Duration LEASE = Duration.ofSeconds(2);

  private static final int MOST_BYTES = 1 << 20; // of an outbox, but for the last few entries

  private final String worker;
  private final String forwarder;
  private final List<String> outboxes;

  OutboxScript(Keys keys, String worker, List<String> targets) {
    this.worker = worker;
    this.forwarder = keys.forwarder();
    this.outboxes = targets.stream().map(keys::outbox).toList();
  }

  /**
   * What to do with one outbox.
   *
   * @param taken ids of entries to remove
   * @param from the id behind which to read on; empty for the oldest entry
   * @param most entries to read
   */
  record Turn(List<String> taken, String from, int most) {}

  /**
   * What lies in one outbox.
   *
   * @param length how many jobs wait
   * @param waiting the next of them; none where another worker forwards
   */
  record Found(long length, List<Waiting> waiting) {}

  /**
   * One entry.
   *
   * @param job null where it is none
   */
  record Waiting(String id, @Nullable ChainedJob job) {
    AppendScript.JobNumber number() {
      int dash = id.indexOf('-');
      long seq = Long.parseUnsignedLong(id.substring(dash + 1));
      return new AppendScript.JobNumber(Long.parseUnsignedLong(id.substring(0, dash)), seq);
    }
  }

  /**
   * Removes what was taken and reads on, in the order of the targets. Whatever it reads was there
   * before a write of this call.
   */
  CompletableFuture<List<Found>> run(Wire wire, List<Turn> turns) {
    Call args = Call.args();
    add(args, turns);
    return SCRIPT
        .run(wire, args)
        .thenApply(reply -> reply.stream().map(OutboxScript::found).toList());
  }

  private void add(Call args, List<Turn> turns) {
    args.addKey(forwarder);
    outboxes.forEach(args::addKey);
    args.add(worker).add(LEASE.toMillis()).add(MOST_BYTES);
    for (Turn turn : turns) {
      args.add(turn.from().isEmpty() ? "-" : "(" + turn.from()).add(turn.most());
      args.add(turn.taken().size());
      turn.taken().forEach(args::add);
    }
  }

  private static Found found(Object reply) {
    List<?> parts = Resp.list(reply);
    List<Waiting> waiting = new ArrayList<>();
    for (Object entry : Resp.list(parts.get(1))) {
      List<?> both = Resp.list(entry);
      waiting.add(new Waiting(Resp.text(both.get(0)), ChainedJob.parse(both.get(1))));
    }
    return new Found(Resp.number(parts.get(0)), waiting);
  }
}
