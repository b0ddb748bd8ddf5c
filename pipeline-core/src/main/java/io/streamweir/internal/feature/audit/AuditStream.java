package io.streamweir.internal.feature.audit;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
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

  /** What a program needs that changes something. */
  public static final List<Needs> NEEDS = List.of(Needs.of("audit", "XADD"));

  /** An entry: its id and its fields. */
  public record Noted(String id, Map<String, String> fields) {}

  /** Appends an entry; answers with its id. */
  public CompletableFuture<String> append(Map<String, String> fields) {
    Call args = Call.args().addKey(Keys.audit(link));
    args.add("MAXLEN").add("~").add(KEPT).add("*");
    new TreeMap<>(fields).forEach((name, value) -> args.add(name).add(value));
    return link.shared().send(Command.XADD, Reply.VALUE, args).thenApply(Resp::text);
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
