package io.streamweir.internal.feature.chain;

import io.streamweir.internal.entry.AppendCall;
import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.EntryFields;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.entry.PublishedFacts;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.ReplicatedWire;
import io.streamweir.pipeline.ChainOptions;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.pipeline.UnknownPipelineException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a worker knows of one pipeline that its outcomes submit to, and looks up again every 5 s. A
 * pipeline that was known once stays known. If its replicas must confirm jobs, each of its inboxes
 * has a connection, over which what comes from all partitions goes. Thread-safe.
 */
final class Target implements AutoCloseable {
  private static final Duration KNOWN = Duration.ofSeconds(5);
  private static final Duration UNKNOWN = Duration.ofMillis(500);

  private final RedisLink link;
  private final String pipeline;
  private final Class<?> input;
  private final Durability durability;
  private final Executor executor;
  private final Map<String, ReplicatedWire> wires = new ConcurrentHashMap<>(); // by place
  private volatile @Nullable PipelineFacts<?> facts;
  private volatile PipelineMeta.@Nullable MismatchException unfit;

  Target(RedisLink link, ChainTarget listed, Executor executor) {
    this.link = link;
    this.pipeline = listed.pipeline();
    this.input = listed.input();
    this.durability = listed.durability();
    this.executor = executor;
  }

  /** Looks again and again. */
  UpkeepTask task() {
    String purpose = "asking what pipeline " + pipeline + " takes";
    return UpkeepTask.awaiting(KNOWN, "chain", purpose, this::look).withAfterFailure(UNKNOWN);
  }

  private CompletableFuture<Void> look() {
    return PublishedFacts.ask(link, pipeline, input, executor)
        .handle(
            (found, thrown) -> {
              if (found != null) {
                facts = found;
                unfit = null;
                return null;
              }
              if (causeOf(thrown) instanceof PipelineMeta.MismatchException e) {
                unfit = e;
              }
              throw new CompletionException(causeOf(thrown));
            });
  }

  private static Throwable causeOf(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return thrown instanceof CompletionException && cause != null ? cause : thrown;
  }

  /** The first look; completes even if it fails. */
  CompletableFuture<Void> learn() {
    return look().exceptionally(thrown -> null);
  }

  /** Whether Redis has said what it is, or that it takes something else. */
  boolean known() {
    return facts != null || unfit != null;
  }

  /**
   * How jobs are appended to one of its inboxes.
   *
   * @param there the inbox' keys
   */
  AppendCall call(Keys there, AppendScript script) {
    if (durability.memory()) {
      return AppendCall.memory(script);
    }
    ReplicatedWire wire =
        wires.computeIfAbsent(there.place(), place -> new ReplicatedWire(link, there.replicated()));
    return AppendCall.replicated(wire, script, durability);
  }

  @Override
  public void close() {
    wires.values().forEach(ReplicatedWire::close);
  }

  /** What it is; null where that is not known, or where it cannot read what is submitted. */
  @Nullable PipelineFacts<?> fitting() {
    return unfit == null ? facts : null;
  }

  /**
   * Makes sure that it takes the job with these options.
   *
   * @throws PipelineMeta.MismatchException where it cannot read what is submitted
   * @throws UnknownPipelineException where Redis does not know it
   * @throws StreamweirException where it wants other options
   */
  void check(Object job, ChainOptions options) {
    PipelineMeta.MismatchException mismatch = unfit;
    if (mismatch != null) {
      throw new PipelineMeta.MismatchException(mismatch);
    }
    PipelineFacts<?> known = facts;
    if (known == null) {
      throw new UnknownPipelineException(
          "Redis knows no pipeline '" + pipeline + "' to submit to; start a worker of it first");
    }
    if (!known.priorities().contains(options.priority())) {
      throw wants("takes no jobs of priority " + options.priority());
    }
    if (options.key() == null && wantsKey(known, job)) {
      throw wants(
          "takes the keys of its jobs from their payloads (keyedBy), which only its own code can:"
              + " submit with ChainOptions.withKey");
    }
    if (options.key() != null && Call.bytes(options.key()).length > EntryFields.MOST_KEY_BYTES) {
      throw wants("takes no key of more than " + EntryFields.MOST_KEY_BYTES + " bytes");
    }
  }

  private static <I> boolean wantsKey(PipelineFacts<I> facts, Object job) {
    try {
      facts.keyOf(facts.input().cast(job));
      return false;
    } catch (IllegalArgumentException e) {
      return true; // only its own code knows
    }
  }

  private StreamweirException wants(String what) {
    return new StreamweirException("pipeline '" + pipeline + "' " + what);
  }
}
