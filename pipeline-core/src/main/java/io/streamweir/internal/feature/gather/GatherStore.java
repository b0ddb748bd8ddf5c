package io.streamweir.internal.feature.gather;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the gathers of one partition and changes nothing. Thread-safe; every future fails with a
 * {@link RedisCallException} where Redis cannot be asked.
 */
public record GatherStore(RedisLink link, Keys keys) {
  /** What a worker needs for this. */
  public static final List<Needs> NEEDS =
      List.of(Needs.of("gather", "HMGET"), Needs.of("gathers", "ZRANGE"));

  private static final int SCAN = 1_000;

  /** Where they are: partition and priority, for people. */
  public String place() {
    return keys.place();
  }

  /**
   * The name of a gather.
   *
   * @param split the split stage
   * @param path of the split's entry
   */
  public record Name(String split, String path, String jobId) {
    /** What a member of the open ones says; the job's id comes last, as it may hold anything. */
    static Name parse(String member) {
      int first = member.indexOf(':');
      int second = member.indexOf(':', first + 1);
      return second < 0
          ? new Name("", "", member)
          : new Name(
              member.substring(0, first),
              member.substring(first + 1, second),
              member.substring(second + 1));
    }
  }

  /**
   * A gather whose state is there.
   *
   * @param generation of the parts that count; empty once it has fired
   * @param made how many parts there are up to now
   * @param total how many parts there are in the end, once that is known
   * @param left how many of them have not ended
   * @param failed how many of those that ended have failed
   * @param timeoutMillis how long the whole may take
   * @param gathers what it is itself a part of, as on the wire; null for nothing
   * @param dedupeKey that the job holds; null for none
   */
  public record OpenGather(
      Name name,
      String generation,
      int made,
      OptionalInt total,
      int left,
      int failed,
      long timeoutMillis,
      @Nullable String gathers,
      @Nullable String dedupeKey) {
    /** The job. */
    public String jobId() {
      return name.jobId();
    }

    /** The gathers that it is a part of, innermost first. */
    public List<GatherPlace> parents(UnaryOperator<String> gatherOf) {
      return GatherPlace.of(gathers, name.path(), gatherOf);
    }
  }

  /** The state of a gather, if there is one. */
  public CompletableFuture<Optional<OpenGather>> find(Name name) {
    var args = Call.args().addKey(key(name));
    for (String field : List.of("gen", "emitted", "total", "left", "failed", "timeout", "g", "u")) {
      args.add(field);
    }
    return link.shared().list(Command.HMGET, args).thenApply(values -> state(name, values));
  }

  private static Optional<OpenGather> state(Name name, List<Object> values) {
    if (values.get(0) == null) {
      return Optional.empty();
    }
    OptionalInt total =
        values.get(2) == null ? OptionalInt.empty() : OptionalInt.of(number(values.get(2)));
    int left = number(values.get(3)) - (total.isPresent() ? 0 : 1); // one is the split's own
    return Optional.of(
        new OpenGather(
            name,
            Resp.text(values.get(0)),
            number(values.get(1)),
            total,
            left,
            number(values.get(4)),
            values.get(5) == null ? 0 : Resp.number(values.get(5)),
            values.get(6) == null ? null : Resp.text(values.get(6)),
            values.get(7) == null ? null : Resp.text(values.get(7))));
  }

  private static int number(@Nullable Object value) {
    return value == null ? 0 : (int) Resp.number(value);
  }

  /**
   * What is kept of so many parts, from this one on: an empty value where the part was dropped, one
   * that begins with {@code !} where it failed, null where it has not ended.
   */
  public CompletableFuture<List<byte @Nullable []>> results(Name name, int from, int count) {
    return values(name, "", from, count);
  }

  /** So many of the failures that are listed, in the order of their occurrence, from 1. */
  public CompletableFuture<List<byte @Nullable []>> failures(Name name, int from, int count) {
    return values(name, "!", from, count);
  }

  private CompletableFuture<List<byte @Nullable []>> values(
      Name name, String prefix, int from, int count) {
    var args = Call.args().addKey(key(name));
    for (int i = from; i < from + count; i++) {
      args.add(prefix + i);
    }
    return link.shared().list(Command.HMGET, args).thenApply(GatherStore::bytes);
  }

  private static List<byte @Nullable []> bytes(List<Object> values) {
    List<byte @Nullable []> all = new ArrayList<>(values.size());
    for (Object value : values) {
      all.add(value instanceof byte[] bytes ? bytes : null);
    }
    return all;
  }

  /** How many gathers have not fired. */
  public CompletableFuture<Long> open() {
    return link.shared().send(Command.ZCARD, Reply.INTEGER, Call.args().addKey(keys.gathers()));
  }

  /** Up to {@code count} gathers that should have been complete by then, in ms since 1970. */
  public CompletableFuture<List<Name>> overdue(long nowMillis, int count) {
    var args = Call.args().addKey(keys.gathers()).add("-inf").add(nowMillis);
    args.add("BYSCORE").add("LIMIT").add(0).add(count);
    return link.shared()
        .list(Command.ZRANGE, args)
        .thenApply(members -> members.stream().map(m -> Name.parse(Resp.text(m))).toList());
  }

  /**
   * The gathers of one job that have not fired, by name; looks at all open ones of the partition,
   * step by step.
   */
  public List<Name> openOf(String jobId) {
    Map<String, Name> found = new TreeMap<>();
    String cursor = "0";
    do {
      var args = Call.args().addKey(keys.gathers()).add(cursor);
      args.add("MATCH").add("*:*:" + escaped(jobId)).add("COUNT").add(SCAN);
      List<Object> reply = link.await(link.shared().list(Command.ZSCAN, args));
      List<?> members = Resp.list(reply.get(1)); // with their scores in between
      for (int i = 0; i + 1 < members.size(); i += 2) {
        String member = Resp.text(members.get(i));
        Name name = Name.parse(member);
        if (name.jobId().equals(jobId)) {
          found.put(member, name);
        }
      }
      cursor = Resp.text(reply.get(0));
    } while (!cursor.equals("0"));
    return List.copyOf(found.values());
  }

  private static String escaped(String text) {
    return text.replaceAll("([*?\\[\\]\\\\])", "\\\\$1");
  }

  private byte[] key(Name name) {
    return Call.bytes(keys.gather(name.split(), name.path(), name.jobId()));
  }
}
