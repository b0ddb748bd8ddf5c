package io.streamweir.worker;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.pipeline.RejectedException;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.Entry;
import io.streamweir.redis.Headers;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes one entry through its stage: gate, decode, handle, decide. Whatever goes wrong on the way
 * becomes a decision too, so that nothing is thrown at a lane. Thread-safe.
 *
 * @param <I> what the stage takes
 * @param <O> what it hands on
 */
final class Handling<I extends SpecificRecord, O extends SpecificRecord> {
  private static final Duration SCHEMA_LOOKUP_AGAIN = Duration.ofSeconds(1);

  private final WorkerListener.LaneId lane;
  private final StageDefinition<I, O> stage;
  private final AvroCodec codec;
  private final Decision decision;
  private final HandlerCall<I, O> call;

  Handling(
      WorkerListener.LaneId lane,
      StageDefinition<I, O> stage,
      AvroCodec codec,
      Decision decision,
      ScheduledExecutorService timer) {
    this.lane = lane;
    this.stage = stage;
    this.codec = codec;
    this.decision = decision;
    this.call = new HandlerCall<>(stage, timer);
  }

  /** An entry that is ready to run: its input, or what was decided of it before. */
  record Prepared<I>(Held held, @Nullable I input, Decision.@Nullable Decided decided) {}

  /**
   * Everything before the handler. Decoding stays off virtual threads, where Avro's per-thread
   * caches are of no use.
   */
  Prepared<I> prepare(Held held) {
    Entry entry = held.entry();
    String defect = entry.defect();
    if (defect != null) {
      return new Prepared<>(held, null, decision.dead(entry, "malformed", defect, List.of()));
    }
    int most = stage.config().maxDeliveries();
    if (entry.deliveries() > most) {
      String error =
          "given to workers "
              + (entry.deliveries() - 1)
              + " times and never settled; at most "
              + most
              + " are allowed";
      return new Prepared<>(held, null, decision.dead(entry, "deliveries", error, List.of()));
    }
    try {
      return new Prepared<>(held, codec.decode(entry.payload(), stage.input()), null);
    } catch (UndecodableException e) {
      return new Prepared<>(
          held,
          null,
          decision.dead(entry, "undecodable", String.valueOf(e.getMessage()), List.of()));
    } catch (UnknownSchemaException e) {
      return new Prepared<>(held, null, decision.failed(entry, e));
    } catch (RedisCallException e) {
      return new Prepared<>(
          held, null, decision.later(entry, SCHEMA_LOOKUP_AGAIN, false, List.of()));
    } catch (RuntimeException | Error e) {
      return new Prepared<>(
          held, null, decision.dead(entry, "undecodable", e.toString(), List.of()));
    }
  }

  /**
   * Runs the handler on the calling thread; null where the entry is gone and must not be settled.
   */
  Decision.@Nullable Decided run(Prepared<I> prepared) {
    if (prepared.decided() != null) {
      return prepared.decided();
    }
    Entry entry = prepared.held().entry();
    try {
      I input = prepared.input();
      if (input == null) {
        throw new IllegalStateException("neither an input nor a decision");
      }
      return decision.of(entry, call.outcome(prepared.held(), input, context(entry)));
    } catch (RejectedException e) {
      return decision.dead(entry, "rejected", String.valueOf(e.getMessage()), List.of());
    } catch (Throwable e) { // an Error of a handler must not end the lane
      return prepared.held().gone() ? null : decision.failed(entry, e);
    }
  }

  private StageContext context(Entry entry) {
    return new StageContext(
        lane.pipeline(),
        lane.stage(),
        lane.partition(),
        entry.jobId(),
        entry.path(),
        entry.id(),
        entry.attempt(),
        entry.replays(),
        Instant.ofEpochMilli(entry.submittedAt()),
        Headers.decode(entry.headers()));
  }
}
