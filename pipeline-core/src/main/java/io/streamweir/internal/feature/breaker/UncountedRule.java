package io.streamweir.internal.feature.breaker;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.lane.DecisionRule;
import io.streamweir.internal.lane.Failure;
import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.Delay;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.listener.WorkerListener.Ending;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.StageConfig;
import java.util.List;
import java.util.Objects;

/**
 * While the breaker is not closed, a failure is the stage's and not the entry's: the entry comes
 * back after its backoff with the same attempt, also where that was its last.
 */
record UncountedRule(Breaker breaker, StageConfig config) implements DecisionRule {
  @Override
  public Decided apply(Entry entry, Decided decided) {
    return !breaker.closed() && breaker.failed(decided) ? uncounted(entry, decided) : decided;
  }

  private Decided uncounted(Entry entry, Decided decided) {
    Failure failure = Objects.requireNonNull(decided.failure());
    NewEntry again = NewEntry.again(entry, false).because(failure.summary());
    List<Effect> effects =
        decided.effects().stream().map(effect -> delayed(effect, entry, again, failure)).toList();
    long millis =
        effects.stream()
            .filter(Delay.class::isInstance)
            .mapToLong(effect -> ((Delay) effect).delayMillis())
            .findFirst()
            .orElse(0);
    return new Decided(
        new Settlement(entry.id(), effects),
        Ending.RETRIED,
        1,
        millis,
        decided.additions(),
        decided.headers(),
        failure.dead(""));
  }

  private Effect delayed(Effect effect, Entry entry, NewEntry again, Failure failure) {
    if (effect instanceof Delay delay) {
      return new Delay(delay.delayMillis(), again, delay.nonce());
    }
    return effect instanceof Bury
        ? new Delay(backoffMillis(entry, failure), again, entry.id())
        : effect;
  }

  private long backoffMillis(Entry entry, Failure failure) {
    Throwable thrown = failure.thrown();
    FailurePolicy policy = thrown == null ? config.failure() : config.failureFor(thrown);
    return policy.backoff().after(entry.attempt()).toMillis();
  }
}
