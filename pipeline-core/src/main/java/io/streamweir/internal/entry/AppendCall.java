package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Confirmed;
import io.streamweir.internal.wire.ReplicatedWire;
import io.streamweir.internal.wire.ReplicatedWire.Spoken;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.Durability;
import io.streamweir.redis.RedisCallException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One way to append jobs to one inbox: how durably, and over which connection. */
@FunctionalInterface
public interface AppendCall {
  /**
   * Appends the jobs; fails with a {@link RedisCallException} where that is not certain.
   *
   * @param fallback none where more jobs may be sent behind these before the answer comes
   */
  CompletableFuture<Confirmed<List<AppendScript.Refusal>>> run(
      List<AppendScript.Job> jobs, AppendScript.@Nullable Source source, Script.Fallback fallback);

  /** The master's memory is enough. */
  static AppendCall memory(AppendScript script) {
    return (jobs, source, fallback) ->
        script.run(jobs, source, fallback).thenApply(Confirmed::wholly);
  }

  /** Replicas must confirm those that were not refused for want of room. */
  static AppendCall replicated(ReplicatedWire wire, AppendScript script, Durability durability) {
    return (jobs, source, fallback) ->
        wire.run(
            used -> script.run(used, jobs, source, Script.Fallback.FULL_TEXT),
            refusals -> spoken(jobs, refusals),
            durability);
  }

  /** Jobs that are there already were written over another connection, or before. */
  private static Spoken spoken(List<AppendScript.Job> jobs, List<AppendScript.Refusal> refusals) {
    if (refusals.size() < jobs.size()) {
      return Spoken.OWN_WRITES;
    }
    boolean nothing = refusals.stream().allMatch(AppendScript.Refusal::full);
    return nothing ? Spoken.NOTHING : Spoken.EARLIER_WRITES;
  }
}
