package io.streamweir.internal.feature.breaker;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.feature.breaker.Breaker.Result;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.lane.Failure;
import io.streamweir.internal.lane.HandlingObserver;
import io.streamweir.pipeline.Outcome;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the breaker of a stage how attempts end. Entries that are handled together are one attempt:
 * it succeeds where one of them does. Thread-safe.
 *
 * @param breaker which hears of them
 * @param inner what else observes them
 */
record AttemptObserver(StageBreaker breaker, HandlingObserver inner) implements HandlingObserver {
  @Override
  public Handled begin(Entry entry) {
    return new Observed(inner.begin(entry), new Attempt(breaker, 1));
  }

  @Override
  public List<Handled> beginTogether(List<Entry> entries) {
    Attempt attempt = new Attempt(breaker, entries.size());
    return inner.beginTogether(entries).stream()
        .<Handled>map(handled -> new Observed(handled, attempt))
        .toList();
  }

  /** One call of the handler. */
  private static final class Attempt {
    private final StageBreaker breaker;
    private final int term;
    private int left;
    private Result result = Result.NEITHER;
    private String why = "";

    Attempt(StageBreaker breaker, int entries) {
      this.breaker = breaker;
      this.term = breaker.breaker().begin();
      this.left = entries;
    }

    /** What was decided of one of its entries; null where that is another worker's. */
    void ended(@Nullable Decided decided) {
      Result one = breaker.breaker().result(decided);
      boolean last;
      synchronized (this) {
        if (one == Result.SUCCEEDED || (one == Result.FAILED && result == Result.NEITHER)) {
          result = one;
        }
        Failure failure = decided == null ? null : decided.failure();
        why = one == Result.FAILED && failure != null ? failure.summary() : why;
        last = --left == 0;
      }
      if (last) {
        breaker.ended(term, result, why);
      }
    }
  }

  private record Observed(Handled inner, Attempt attempt) implements Handled {
    @Override
    public @Nullable Decided end(Supplier<@Nullable Decided> rest) {
      Decided decided = null;
      try {
        decided = inner.end(rest);
        return decided;
      } finally {
        attempt.ended(decided);
      }
    }

    @Override
    public @Nullable String onward(Entry entry, Outcome<?> outcome) {
      return inner.onward(entry, outcome);
    }

    @Override
    public void failed(Throwable thrown) {
      inner.failed(thrown);
    }
  }
}
