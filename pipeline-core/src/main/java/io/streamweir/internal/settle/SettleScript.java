package io.streamweir.internal.settle;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.keyed.Ownership;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Runs {@code settle.lua} for one inbox: the one step in which entries leave it. Thread-safe. */
public final class SettleScript {
  private static final Script PLAIN =
      new Script("wire/checks", "feature/dedupe/holding", "settle/counters", "settle/settle");
  private static final Script FLOW =
      new Script(
          "wire/checks",
          "feature/dedupe/holding",
          "settle/counters",
          "feature/gather/gathers",
          "feature/window/windows",
          "settle/settle");
  private static final Script KEYED =
      new Script(
          "wire/checks",
          "feature/keyed/parking",
          "feature/dedupe/holding",
          "settle/counters",
          "settle/settle");
  private static final Script KEYED_FLOW =
      new Script(
          "wire/checks",
          "feature/keyed/parking",
          "feature/dedupe/holding",
          "settle/counters",
          "feature/gather/gathers",
          "feature/window/windows",
          "settle/settle");

  private final RedisLink link;
  private final SettleTarget target;
  private final @Nullable Ownership ownership;

  /**
   * For the inbox of {@code stage}.
   *
   * @param targets the stages that it may forward to; {@link Append#target()} counts them from 0
   */
  public SettleScript(
      RedisLink link, Keys keys, String stage, List<String> targets, Duration resultTtl) {
    this(link, keys, stage, targets, resultTtl, null);
  }

  /**
   * The same for a keyed stage.
   *
   * @param ownership without which nothing is settled: all is fenced then; null for other stages
   */
  public SettleScript(
      RedisLink link,
      Keys keys,
      String stage,
      List<String> targets,
      Duration resultTtl,
      @Nullable Ownership ownership) {
    this.link = link;
    this.ownership = ownership;
    this.target = new SettleTarget(keys, stage, targets, resultTtl, link.connector().cluster());
  }

  /**
   * By what a settlement at a stage that keeps no order is known on the wire: the digests of what
   * is sent, in hexadecimal digits.
   */
  public static List<String> digests() {
    return List.of(PLAIN.digest(), FLOW.digest());
  }

  /**
   * Settles a batch, in order.
   *
   * @return which entries were fenced or overtaken by a cancel, and how long the target inboxes are
   *     now; fails with a {@link RedisCallException}
   */
  public CompletableFuture<Reply> run(List<Settlement> batch) {
    SettleArguments arguments = new SettleArguments(target, batch);
    Ownership own = ownership;
    return own == null
        ? (arguments.flows() ? FLOW : PLAIN)
            .run(link.shared(), arguments.keyCount(), arguments::addTo)
            .thenApply(reply -> reply(reply, arguments))
        : run(arguments, own, batch.size());
  }

  private CompletableFuture<Reply> run(SettleArguments arguments, Ownership own, int entries) {
    return (arguments.flows() ? KEYED_FLOW : KEYED)
        .run(
            link.shared(),
            arguments.keyCount() + own.keyCount(),
            args -> arguments.addTo(args, own))
        .handle(
            (reply, thrown) -> {
              if (reply != null) {
                return reply(reply, arguments);
              }
              RedisCallException failure = RedisCallException.of(thrown);
              if (failure.code().equals(RedisCallException.NOT_OWNER)) {
                List<Long> all = LongStream.rangeClosed(1, entries).boxed().toList();
                return new Reply(all, List.of(), List.of(), List.of());
              }
              throw failure;
            });
  }

  private static Reply reply(List<Object> reply, SettleArguments arguments) {
    return new Reply(
        numbers(reply.get(0)),
        numbers(reply.get(1)),
        numbers(reply.get(2)),
        refusals(Resp.list(reply.get(3)), arguments));
  }

  private static List<RefusedCount> refusals(List<?> items, SettleArguments arguments) {
    List<RefusedCount> refusals = new ArrayList<>();
    for (int i = 0; i < items.size(); i += 3) {
      String counter = arguments.counterName((int) Resp.number(items.get(i)));
      refusals.add(
          new RefusedCount(counter, Resp.text(items.get(i + 1)), Resp.text(items.get(i + 2))));
    }
    return List.copyOf(refusals);
  }

  private static List<Long> numbers(Object list) {
    List<?> items = Resp.list(list);
    return items.isEmpty() ? List.of() : items.stream().map(Resp::number).toList();
  }

  /**
   * What the script answered.
   *
   * @param fenced positions in the batch, from 1, of entries that somebody else had settled
   * @param targetLengths entries in each target inbox, settled ones that are not trimmed yet
   *     included
   * @param overtaken positions in the batch, from 1, of entries that were to end or delay a job
   *     which had been cancelled, or a part of a gather that was over, so that they ended with no
   *     effect
   * @param refusedCounts changes of counters that Redis refused, while everything else happened
   */
  public record Reply(
      List<Long> fenced,
      List<Long> targetLengths,
      List<Long> overtaken,
      List<RefusedCount> refusedCounts) {}

  /**
   * A change that a counter did not take, since somebody has overwritten it with text or it would
   * leave 64 bits.
   *
   * @param counter its name and its group, for messages
   * @param change what was to be added, in decimal digits
   * @param error what Redis said
   */
  public record RefusedCount(String counter, String change, String error) {}
}
