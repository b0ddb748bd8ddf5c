package io.streamweir.internal.lane;

import io.streamweir.internal.entry.Entry;
import io.streamweir.pipeline.Outcome;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Goes around each handling of a lane. Thread-safe. */
@FunctionalInterface
public interface HandlingObserver {
  /** Observes nothing. */
  HandlingObserver NONE = entry -> Handled.UNOBSERVED;

  /** The entry begins to be handled. */
  Handled begin(Entry entry);

  /** These entries begin to be handled by one call of the handler; answers in their order. */
  default List<Handled> beginTogether(List<Entry> entries) {
    return entries.stream().map(this::begin).toList();
  }

  /** One handling. Does nothing unless it is observed. */
  interface Handled {
    /** One without an observer. */
    Handled UNOBSERVED = new Handled() {};

    /** Does what is left to do and ends. */
    default @Nullable Decided end(Supplier<@Nullable Decided> rest) {
      return rest.get();
    }

    /** The headers, as they are on the wire, of what the outcome hands on. */
    default @Nullable String onward(Entry entry, Outcome<?> outcome) {
      return entry.headers();
    }

    /** The handler threw. */
    default void failed(Throwable thrown) {}
  }
}
