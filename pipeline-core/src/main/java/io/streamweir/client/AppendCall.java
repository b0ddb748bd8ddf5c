package io.streamweir.client;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.ReplicatedAppend;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One way to append jobs to one inbox: how durably, and over which connection. */
@FunctionalInterface
interface AppendCall {
  /**
   * Appends the jobs; fails with a {@link RedisCallException} where that is not certain.
   *
   * @param fallback none where more jobs may be sent behind these before the answer comes
   */
  CompletableFuture<Answer> run(
      List<AppendScript.Job> jobs, AppendScript.@Nullable Source source, Script.Fallback fallback);

  /**
   * What became of the jobs.
   *
   * @param refusals those that were not appended
   * @param doubt why the others, which were, are not as durable as they should be; null where they
   *     are
   * @param cause what failed, where the replicas could not be asked
   */
  record Answer(
      List<AppendScript.Refusal> refusals,
      @Nullable String doubt,
      @Nullable RedisCallException cause) {}

  /** The master's memory is enough. */
  static AppendCall memory(AppendScript script) {
    return (jobs, source, fallback) ->
        script.run(jobs, source, fallback).thenApply(refusals -> new Answer(refusals, null, null));
  }

  /** Replicas must confirm. Calls do not overlap, so each is alone. */
  static AppendCall replicated(ReplicatedAppend append, Durability durability) {
    return (jobs, source, fallback) ->
        append
            .run(jobs, source, durability.replicas(), durability.timeout())
            .thenApply(reply -> answer(reply, durability));
  }

  private static Answer answer(ReplicatedAppend.Reply reply, Durability durability) {
    if (reply.failure() != null) {
      String doubt = "its replicas could not be asked: " + reply.failure().getMessage();
      return new Answer(reply.refusals(), doubt, reply.failure());
    }
    String doubt =
        "%s of %s replicas confirmed within %s ms"
            .formatted(reply.replicas(), durability.replicas(), durability.timeout().toMillis());
    boolean enough = reply.replicas() >= durability.replicas();
    return new Answer(reply.refusals(), enough ? null : doubt, null);
  }
}
