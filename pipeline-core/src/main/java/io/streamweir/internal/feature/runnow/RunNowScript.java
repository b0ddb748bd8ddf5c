package io.streamweir.internal.feature.runnow;

import io.streamweir.internal.entry.EntryName;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.List;

/** Runs {@code run-now.lua} for one stage at one place. Thread-safe. */
public final class RunNowScript {
  private static final Script SCRIPT = new Script("wire/checks", "feature/runnow/run-now");

  /** What its caller needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private final RedisLink link;
  private final Keys keys;
  private final String stage;

  /** For entries of the stage at the place of these keys. */
  public RunNowScript(RedisLink link, Keys keys, String stage) {
    this.link = link;
    this.keys = keys;
    this.stage = stage;
  }

  /**
   * A parked entry.
   *
   * @param member of the set
   * @param key of its job
   */
  public record Parked(EntryName member, String key) {}

  /**
   * What became of the entries.
   *
   * @param earlier how many are due earlier than before
   * @param behind how many wait behind another one of their key, and go on waiting
   * @param gone parked ones that are there no longer
   */
  public record Reply(long earlier, long behind, long gone) {}

  /** Makes these members of the later set due. Fails with a {@link RedisCallException}. */
  public Reply delayed(List<EntryName> members) {
    Call args = Call.args().addKey(keys.later(stage)).addKey(keys.later(stage)).add("DELAYED");
    members.forEach(member -> args.add(member.bytes()));
    return reply(args);
  }

  /** Makes the keys of those due that are the first of theirs. */
  public Reply parked(List<Parked> entries) {
    Call args = Call.args().addKey(keys.parked(stage)).addKey(keys.blocked(stage)).add("PARKED");
    entries.forEach(each -> args.add(each.member().bytes()).add(each.key()));
    return reply(args);
  }

  private Reply reply(Call args) {
    List<Object> reply = link.await(SCRIPT.run(link.shared(), args));
    return new Reply(
        Resp.number(reply.get(0)), Resp.number(reply.get(1)), Resp.number(reply.get(2)));
  }
}
