package io.streamweir.internal.feature.cancel;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Runs {@code cancel.lua} in one partition. Thread-safe. */
public final class CancelScript {
  /** For how long a cancelled job is remembered at least. */
  public static final Duration LEAST_REMEMBERED = Duration.ofDays(7);

  private static final Script SCRIPT =
      new Script("wire/checks", "entry/ends", "feature/cancel/cancelling", "feature/cancel/cancel");

  /** What a client needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private static final byte[] NOTHING = {};

  private final RedisLink link;
  private final Keys keys;
  private final Cancelling cancelling;

  /** For the pipeline's jobs in the partition of these keys. */
  public CancelScript(RedisLink link, Keys keys, PipelineFacts<?> pipeline) {
    this.link = link;
    this.keys = keys;
    this.cancelling = new Cancelling(link, keys, pipeline);
  }

  /**
   * What became of it.
   *
   * @param now whether this call cancelled the job; otherwise it was cancelled or ended before
   * @param ended how it had ended, where that is stored
   */
  public record Reply(boolean now, Optional<ResultMessage> ended) {}

  /**
   * Cancels the job where it has not ended, stores and publishes that. Fails with a {@link
   * RedisCallException}; may be repeated.
   */
  public CompletableFuture<Reply> cancel(String jobId) {
    return run(jobId, ResultMessage.cancelled(jobId).bytes());
  }

  /**
   * Cancels the job where it has not ended, and leaves it to another partition to store and publish
   * that. Fails with a {@link RedisCallException}; may be repeated.
   */
  public CompletableFuture<Reply> cancelWithoutResult(String jobId) {
    return run(jobId, NOTHING);
  }

  private CompletableFuture<Reply> run(String jobId, byte[] result) {
    Call args = Call.args().addKey(keys.result(jobId));
    cancelling.addKeys(args);
    cancelling.addArguments(args.add(jobId).add(result));
    return SCRIPT.run(link.shared(), args).thenApply(CancelScript::reply);
  }

  private static Reply reply(List<Object> reply) {
    String answer = Resp.text(reply.get(0));
    return new Reply(
        answer.equals("now"),
        answer.equals("ended") && reply.get(1) instanceof byte[] stored
            ? Optional.of(ResultMessage.parse(stored))
            : Optional.empty());
  }
}
