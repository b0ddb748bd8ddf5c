package io.streamweir.internal.feature.audit;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * The stream {@code <namespace>:audit}. It keeps about the newest 10,000 entries. Thread-safe;
 * answers fail with a {@link RedisCallException}.
 */
public record AuditStream(RedisLink link) {
  /** About how many entries it keeps. */
  public static final int KEPT = 10_000;

  private static final Script WHEN_FULL = new Script("feature/audit/note-when-full");

  /** What a program needs that changes something. */
  public static final List<Needs> NEEDS = List.of(Needs.of("audit", "XADD"));

  /** What it needs, too, so that a full server takes the entry. */
  public static final List<Needs> NEEDS_WHEN_FULL = List.of(WHEN_FULL.needs());

  /** An entry: its id and its fields. */
  public record Noted(String id, Map<String, String> fields) {}

  /** Appends an entry, also where the server is full; answers with its id. */
  public CompletableFuture<String> append(Map<String, String> fields) {
    Call args = Call.args().addKey(Keys.audit(link));
    args.add("MAXLEN").add("~").add(KEPT).add("*");
    addFields(args, fields);
    return link.shared()
        .send(Command.XADD, Reply.VALUE, args)
        .thenApply(Resp::text)
        .exceptionallyCompose(thrown -> appendWhenFull(fields, RedisCallException.of(thrown)));
  }

  private CompletableFuture<String> appendWhenFull(
      Map<String, String> fields, RedisCallException refusal) {
    if (!refusal.code().equals(RedisCallException.FULL)) {
      return CompletableFuture.failedFuture(refusal);
    }
    Call args = Call.args().addKey(Keys.audit(link)).add(KEPT);
    addFields(args, fields);
    return WHEN_FULL.run(link.shared(), args).thenApply(reply -> Resp.text(reply.get(0)));
  }

  private static void addFields(Call args, Map<String, String> fields) {
    new TreeMap<>(fields).forEach((name, value) -> args.add(name).add(value));
  }

  /**
   * Entries from the newest to the oldest.
   *
   * @param to the newest id that is wanted, as XREVRANGE has it: {@code +}, or {@code (} and an id
   */
  public CompletableFuture<List<Noted>> back(String to, int most) {
    Call args = Call.args().addKey(Keys.audit(link)).add(to).add("-").add("COUNT").add(most);
    return link.shared()
        .list(Command.XREVRANGE, args)
        .thenApply(reply -> reply.stream().map(AuditStream::noted).toList());
  }

  private static Noted noted(Object entry) {
    List<?> parts = Resp.list(entry);
    Map<String, String> fields = new TreeMap<>();
    Resp.named(parts.get(1)).forEach((name, value) -> fields.put(name, Resp.text(value)));
    return new Noted(Resp.text(parts.get(0)), fields);
  }
}
