package io.streamweir.internal.lane;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.settle.Held;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything before the handler: whether it may see the entry at all, and the entry's input. It
 * stays off virtual threads, where Avro's per-thread caches are of no use. Thread-safe.
 *
 * @param <I> what the stage takes
 */
record Preparation<I>(
    Class<I> input, StageDefinition<?, ?> stage, AvroCodec codec, Decision decision) {
  private static final Duration SCHEMA_LOOKUP_AGAIN = Duration.ofSeconds(1);

  /** An entry that is ready to run: its input, or what was decided of it before. */
  record Prepared<I>(Held held, @Nullable I input, @Nullable Decided decided) {}

  Prepared<I> prepare(Held held) {
    Decided decided = gate(held.entry());
    if (decided != null) {
      return new Prepared<>(held, null, decided);
    }
    try {
      return new Prepared<>(held, codec.decode(held.entry().payload(), input), null);
    } catch (RuntimeException | Error e) {
      return new Prepared<>(held, null, undecoded(held.entry(), e));
    }
  }

  /** What is decided of an entry that no handler may see; null for all others. */
  private @Nullable Decided gate(Entry entry) {
    String defect = entry.defect();
    if (defect != null) {
      return decision.dead(entry, "malformed", Failure.because(defect));
    }
    if (decision.isCancelled(entry)) {
      return decision.cancelled(entry);
    }
    int maxDeliveries = stage.config().maxDeliveries();
    if (entry.deliveries() > maxDeliveries) {
      String error =
          "given to workers "
              + Plural.of(entry.deliveries() - 1, "time", "times")
              + " and never settled; at most "
              + maxDeliveries
              + (maxDeliveries == 1 ? " is allowed" : " are allowed");
      return decision.dead(entry, "deliveries", Failure.because(error));
    }
    return null;
  }

  private Decided undecoded(Entry entry, Throwable thrown) {
    if (thrown instanceof UnknownSchemaException) {
      return decision.failed(entry, thrown);
    }
    if (thrown instanceof RedisCallException) {
      return decision.later(entry, SCHEMA_LOOKUP_AGAIN, false, Failure.of(thrown));
    }
    String error =
        thrown instanceof UndecodableException
            ? String.valueOf(thrown.getMessage())
            : thrown.toString();
    return decision.dead(entry, "undecodable", Failure.because(error, thrown));
  }
}
