package io.streamweir.internal.feature.gather;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code split.lua} for one split stage of one partition. Thread-safe.
 *
 * @param split the split stage
 * @param target the stage that takes the parts
 * @param most entries that its inbox may hold
 * @param consumer whose entries are split
 */
public record SplitScript(
    RedisLink link,
    Keys keys,
    String split,
    String target,
    long most,
    GatherPolicy policy,
    String consumer) {
  private static final Script SCRIPT =
      new Script("wire/checks", "entry/room", "feature/gather/gathers", "feature/gather/split");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  /** What the script found. */
  public enum State {
    /** The position is right. */
    AT,
    /** The inbox of the parts has no room, so nothing was appended. */
    FULL,
    /** The consumer owns the entry no longer. */
    LOST,
    /** The gather has failed. */
    OVER,
    /** Another entry of the job has made its parts. */
    CLOSED
  }

  /**
   * How far a split has come.
   *
   * @param generation of the parts; empty where the state is not {@link State#AT}
   * @param made how many parts there are
   * @param checksum of all of them; empty where there is none
   */
  public record Position(State state, String generation, int made, String checksum) {}

  /**
   * Finds out how far the split of an entry has come, or begins it. Fails with a {@link
   * RedisCallException}; may be repeated.
   *
   * @param again whether to begin anew, so that all parts that were made do not count
   */
  public CompletableFuture<Position> open(Entry entry, boolean again) {
    Call args = Call.args();
    addFirst(args, entry);
    args.add("open").add(policy.collects() ? "collect" : "fail");
    args.add(policy.timeout().toMillis()).add(again ? 1 : 0);
    return SCRIPT.run(link.shared(), args).thenApply(SplitScript::position);
  }

  /**
   * Appends parts where exactly those in front of them are there. Fails with a {@link
   * RedisCallException}; may be repeated.
   *
   * @param at where the caller thinks that it is
   * @param headers of the parts, as they are on the wire
   * @param parts payloads, at most 1,000
   * @param checksum of all parts, with these
   */
  public CompletableFuture<Position> append(
      Entry entry, Position at, @Nullable String headers, List<byte[]> parts, String checksum) {
    Call args = Call.args();
    addFirst(args, entry);
    args.add("add").add(at.generation()).add(at.made());
    args.add(at.checksum()).add(checksum).add(most).add(split);
    args.add(entry.path().isEmpty() ? "" : entry.path() + ".");
    String parents = entry.gathers();
    args.add(parents == null ? "" : parents);
    addFields(args, entry, headers);
    parts.forEach(args::add);
    return SCRIPT.run(link.shared(), args).thenApply(SplitScript::position);
  }

  private void addFirst(Call args, Entry entry) {
    args.addKey(keys.inbox(split));
    args.addKey(keys.gather(split, entry.path(), entry.jobId()));
    args.addKey(keys.gathers()).addKey(keys.inbox(target));
    args.add(Keys.GROUP).add(consumer).add(entry.id()).add(entry.attempt());
  }

  /** What all parts have of the entry; the dedupe key is only let go of where the job fails. */
  private static void addFields(Call args, Entry entry, @Nullable String headers) {
    boolean holds = entry.keepsHolding() && entry.dedupeKey() != null;
    String key = entry.ownKey();
    int fields = 4 + (entry.replays() == 0 ? 0 : 2) + (headers == null ? 0 : 2) + (holds ? 4 : 0);
    args.add(fields + (key == null ? 0 : 2))
        .add("j")
        .add(entry.jobId())
        .add("t")
        .add(entry.submittedAt());
    if (entry.replays() != 0) {
      args.add("x").add(entry.replays());
    }
    if (headers != null) {
      args.add("h").add(headers);
    }
    if (holds) {
      args.add("u").add(String.valueOf(entry.dedupeKey()));
      args.add("w").add(entry.holdMillis());
    }
    if (key != null) {
      args.add("k").add(key);
    }
  }

  private static Position position(List<Object> reply) {
    State state = State.valueOf(Resp.text(reply.get(0)));
    return state == State.AT
        ? new Position(
            state,
            Resp.text(reply.get(1)),
            (int) Resp.number(reply.get(2)),
            Resp.text(reply.get(3)))
        : new Position(state, "", 0, "");
  }
}
