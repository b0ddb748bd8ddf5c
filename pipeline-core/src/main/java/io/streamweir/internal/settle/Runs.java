package io.streamweir.internal.settle;

import io.streamweir.internal.entry.RepeatedNumber;
import io.streamweir.internal.wire.Arguments;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Entries of a batch that are written together, as {@code runs.lua} reads them. */
final class Runs {
  /** Takes the runs of a batch, in order. */
  interface Taker {
    /** These go to the same target, from 0, as they came. */
    void forwards(int target, List<Settlement> run);

    /** These have nothing of their own. */
    void ends(List<Settlement> run);

    /** This has effects. */
    void entry(Settlement settlement);
  }

  private Runs() {}

  static void of(List<Settlement> batch, Taker taker) {
    int from = 0;
    while (from < batch.size()) {
      Settlement first = batch.get(from);
      int to = from + 1;
      Append forward = first.plainForward();
      if (forward != null) {
        to = end(batch, to, next -> goesTo(next.plainForward(), forward.target()));
        taker.forwards(forward.target(), batch.subList(from, to));
      } else if (first.hasNothingOfItsOwn()) {
        to = end(batch, to, Settlement::hasNothingOfItsOwn);
        taker.ends(batch.subList(from, to));
      } else {
        taker.entry(first);
      }
      from = to;
    }
  }

  private static boolean goesTo(@Nullable Append forward, int target) {
    return forward != null && forward.target() == target;
  }

  private static int end(List<Settlement> batch, int from, Predicate<Settlement> goesOn) {
    int to = from;
    while (to < batch.size() && goesOn.test(batch.get(to))) {
      to++;
    }
    return to;
  }

  static void addForwards(Arguments args, int target, List<Settlement> run) {
    RepeatedNumber times = new RepeatedNumber();
    args.add("F").add(target + 1).add(run.size());
    for (Settlement settlement : run) {
      args.add(settlement.entryId());
      Objects.requireNonNull(settlement.plainForward()).entry().addPlain(args, times);
    }
  }

  static void addEnds(Arguments args, List<Settlement> run) {
    args.add("X").add(run.size());
    run.forEach(settlement -> args.add(settlement.entryId()));
  }
}
