package io.streamweir.internal.settle;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultKeeping;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code forward.lua}, {@code finish.lua}, {@code hop.lua} and {@code settle.lua} for one
 * inbox: the one step in which entries leave it. Thread-safe.
 */
public final class SettleScript {
  /** In place of a length that the call has not asked for. */
  public static final long NOT_ASKED = -1;

  private final RedisLink link;
  private final SettleTarget target;
  private final Fence fence;

  /**
   * For the inbox of {@code stage}.
   *
   * @param targets the stages that it may forward to; {@link Append#target()} counts them from 0
   */
  public SettleScript(
      RedisLink link, Keys keys, String stage, List<String> targets, Duration resultTtl) {
    this(link, keys, stage, targets, resultTtl, Fence.NONE);
  }

  /**
   * The same for a stage whose batches something else may fence, too.
   *
   * @param fence where it fences a batch, nothing of the batch is settled
   */
  public SettleScript(
      RedisLink link,
      Keys keys,
      String stage,
      List<String> targets,
      Duration resultTtl,
      Fence fence) {
    this(link, keys, stage, targets, Keys.HANDED_BACK, ResultKeeping.stored(resultTtl), fence);
  }

  SettleScript(
      RedisLink link,
      Keys keys,
      String stage,
      List<String> targets,
      String consumer,
      ResultKeeping keeping,
      Fence fence) {
    this.link = link;
    this.fence = fence;
    this.target =
        new SettleTarget(keys, stage, targets, consumer, keeping, link.connector().cluster());
  }

  /**
   * For a worker's lane.
   *
   * @param targets the stages whose inboxes its settlements may reach
   * @param consumer whose entries these are
   */
  public static SettleScript of(
      RedisLink link,
      Pipeline<?> pipeline,
      StageDefinition<?, ?> stage,
      List<String> targets,
      Keys keys,
      String consumer,
      Fence fence) {
    ResultKeeping keeping = ResultKeeping.of(pipeline.facts());
    return new SettleScript(link, keys, stage.name(), targets, consumer, keeping, fence);
  }

  /**
   * By what settlements at a stage that keeps no order are known on the wire: the digests of what
   * is sent, in hexadecimal digits.
   *
   * @param effects the texts of effects and parts, as {@link EffectWriter#effect} is given them,
   *     any of which may be sent
   */
  public static List<String> digests(List<List<String>> effects) {
    List<String> digests = new ArrayList<>(HopCall.digests());
    digests.add(ForwardCall.digest());
    digests.add(FinishCall.digest());
    for (int some = 0; some < 1 << effects.size(); some++) {
      SortedSet<String> texts = new TreeSet<>();
      for (int i = 0; i < effects.size(); i++) {
        if ((some >> i & 1) == 1) {
          texts.addAll(effects.get(i));
        }
      }
      digests.add(EffectCall.script(Fence.NONE, texts).digest());
    }
    return digests;
  }

  /**
   * What settlements need.
   *
   * @param effects the texts of effects, parts and fences, any of which may be sent
   */
  public static List<Needs> needs(Collection<String> effects) {
    SortedSet<String> texts = new TreeSet<>(CounterPart.TEXTS);
    texts.addAll(effects);
    return List.of(
        ForwardCall.needs(),
        FinishCall.needs(),
        HopCall.needs(),
        EffectCall.script(Fence.NONE, texts).needs());
  }

  /**
   * Settles a batch, in order.
   *
   * @return which entries were fenced or overtaken by a cancel, and how long the target inboxes are
   *     now; fails with a {@link RedisCallException}
   */
  public CompletableFuture<Reply> run(List<Settlement> batch) {
    return call(batch, true).send(Script.Fallback.FULL_TEXT);
  }

  /**
   * The same, prepared for a sender that asks first which script it is.
   *
   * @param lengthWanted whether the answer has to tell how long the targets are, as far as the
   *     batch goes there; {@code hop.lua} and {@code settle.lua} tell it of all in any case
   */
  SettleCall call(List<Settlement> batch, boolean lengthWanted) {
    return SettleCall.of(() -> prepared(batch, lengthWanted));
  }

  private SettleCall prepared(List<Settlement> batch, boolean lengthWanted) {
    SettleCall plain = fence == Fence.NONE ? plain(batch, lengthWanted) : null;
    if (plain != null) {
      return plain;
    }
    EffectCall call = new EffectCall(target, fence, batch);
    return new SettleCall(call.script(), fallback -> run(call, batch.size(), fallback));
  }

  /** By one of the short scripts; null where none of them can do it. */
  private @Nullable SettleCall plain(List<Settlement> batch, boolean lengthWanted) {
    ForwardCall forward = ForwardCall.of(target, batch, lengthWanted);
    if (forward != null) {
      return new SettleCall(forward.script(), fallback -> run(forward, batch, fallback));
    }
    FinishCall finish = FinishCall.of(target, batch, lengthWanted);
    if (finish != null) {
      return new SettleCall(finish.script(), fallback -> run(finish, batch, fallback));
    }
    if (!batch.stream().allMatch(Settlement::isHop)) {
      return null;
    }
    HopCall hop = new HopCall(target, batch);
    return new SettleCall(hop.script(), fallback -> run(hop, batch, fallback));
  }

  private CompletableFuture<Reply> run(
      ForwardCall call, List<Settlement> batch, Script.Fallback fallback) {
    return call.script()
        .run(link.shared(), call.args(), fallback)
        .thenCompose(
            answer -> {
              boolean all = answer.size() == 1;
              List<Long> fenced = all ? List.of() : numbers(answer.get(1));
              Reply reply =
                  new Reply(fenced, call.lengths(Resp.first(answer)), List.of(), List.of());
              return again(batch, all ? List.of() : numbers(answer.get(2)), reply);
            });
  }

  private CompletableFuture<Reply> run(
      FinishCall call, List<Settlement> batch, Script.Fallback fallback) {
    return call.script()
        .run(link.shared(), call.args(), fallback)
        .thenCompose(
            answer -> {
              if (answer.isEmpty()) {
                return CompletableFuture.completedFuture(Reply.ALL);
              }
              List<Long> fenced = numbers(answer.get(0));
              Reply reply = new Reply(fenced, List.of(), numbers(answer.get(1)), List.of());
              return again(batch, numbers(answer.get(2)), reply);
            });
  }

  private CompletableFuture<Reply> run(
      HopCall call, List<Settlement> batch, Script.Fallback fallback) {
    return call.script()
        .run(link.shared(), call.args(), fallback)
        .thenCompose(
            answer -> {
              List<RefusedCount> refused = refusals(answer.get(3), call::counterName);
              Reply reply =
                  new Reply(numbers(answer.get(0)), numbers(answer.get(1)), List.of(), refused);
              return again(batch, numbers(answer.get(2)), reply);
            });
  }

  /** Of what was given back, {@code settle.lua} says why, or it settles it. */
  private CompletableFuture<Reply> again(
      List<Settlement> batch, List<Long> positions, Reply before) {
    if (positions.isEmpty()) {
      return CompletableFuture.completedFuture(before);
    }
    List<Settlement> rest = positions.stream().map(at -> batch.get((int) (at - 1))).toList();
    return run(new EffectCall(target, fence, rest), rest.size(), Script.Fallback.FULL_TEXT)
        .thenApply(
            after -> {
              List<Long> fenced = new ArrayList<>(before.fenced());
              after.fenced().forEach(at -> fenced.add(positions.get((int) (at - 1))));
              List<Long> overtaken = new ArrayList<>(before.overtaken());
              after.overtaken().forEach(at -> overtaken.add(positions.get((int) (at - 1))));
              List<RefusedCount> refused = new ArrayList<>(before.refusedCounts());
              refused.addAll(after.refusedCounts());
              return new Reply(fenced, after.targetLengths(), overtaken, refused);
            });
  }

  private CompletableFuture<Reply> run(EffectCall call, int size, Script.Fallback fallback) {
    return call.script()
        .run(link.shared(), call.args(), fallback)
        .handle(
            (answer, thrown) -> {
              if (answer != null) {
                return reply(answer, call);
              }
              RedisCallException failure = RedisCallException.of(thrown);
              if (fence.fenced(failure)) {
                List<Long> all = LongStream.rangeClosed(1, size).boxed().toList();
                return new Reply(all, List.of(), List.of(), List.of());
              }
              throw failure;
            });
  }

  private Reply reply(List<Object> answer, EffectCall call) {
    if (!numbers(answer.get(4)).isEmpty()) {
      throw new RedisCallException(
          "EXHAUSTED",
          "a target of " + target.stage + " ran out of ids while entries went there",
          null);
    }
    return new Reply(
        numbers(answer.get(0)),
        numbers(answer.get(1)),
        numbers(answer.get(2)),
        refusals(answer.get(3), call::counterName));
  }

  private static List<RefusedCount> refusals(Object list, IntFunction<String> counterName) {
    List<?> items = Resp.list(list);
    List<RefusedCount> refusals = new ArrayList<>();
    for (int i = 0; i < items.size(); i += 3) {
      String counter = counterName.apply((int) Resp.number(items.get(i)));
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
   * @param fenced positions in the batch, from 1, of entries that another worker had settled
   * @param targetLengths entries in each target inbox, settled ones that are not trimmed yet
   *     included; negative of an inbox for which the call has not asked
   * @param overtaken positions in the batch, from 1, of entries that were to end or delay a job
   *     which had been cancelled, or a part of a gather that was over, so that they ended with no
   *     effect
   * @param refusedCounts changes of counters that Redis refused, while everything else happened
   */
  public record Reply(
      List<Long> fenced,
      List<Long> targetLengths,
      List<Long> overtaken,
      List<RefusedCount> refusedCounts) {
    /** All entries are settled, and there is nothing to say. */
    static final Reply ALL = new Reply(List.of(), List.of(), List.of(), List.of());
  }

  /**
   * A change that a counter did not take, since it was overwritten with text or would leave 64
   * bits.
   *
   * @param counter its name and its group, for messages
   * @param change what was to be added, in decimal digits
   * @param error what Redis said
   */
  public record RefusedCount(String counter, String change, String error) {}
}
