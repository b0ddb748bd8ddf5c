package io.streamweir.internal.settle;

import io.streamweir.redis.RedisCallException;
import java.util.List;
import java.util.Set;

/**
 * Finds the settlement for which a batch cannot be settled. A batch that is refused again is
 * divided until the settlement is alone. It is to blame where Redis takes a call without it, again
 * and again, and only then is its entry put aside.
 *
 * <p>Where everything is refused, entries are not to blame one after the other: each one in a row
 * needs twice as many failures as the one before. Guarded by its owner.
 */
final class Divider {
  private static final int TOGETHER = 2; // failures of a batch before it is divided
  private static final int ALONE = 3; // failures of one settlement before it is put aside
  private static final int UNANSWERED = 5;
  private static final int MOST_DOUBLINGS = 7;

  /** What an operator grants again; until then the settlement is kept. */
  private static final Set<String> DENIED = Set.of("NOPERM", "NOAUTH", "WRONGPASS");

  private int inARow;

  /** What to send in place of a batch that has failed, in order. */
  List<SettleBatch> divide(SettleBatch failed, RedisCallException failure) {
    boolean divides = !failure.passing() && failed.size() > 1 && failed.failures() >= TOGETHER;
    return divides ? failed.halves() : List.of(failed);
  }

  /** Whether it may be the batch itself for which it failed, so that a call without it tells. */
  boolean suspects(SettleBatch failed, RedisCallException failure) {
    if (failed.size() > 1 || failed.putsAside() || DENIED.contains(failure.code())) {
      return false;
    }
    // What is small enough for every server and link has no answer for reasons of theirs.
    return failure.uncertain() ? failed.bytes() > LinkCapacity.LEAST : !failure.passing();
  }

  /** Whether a suspect has failed often enough while Redis took calls without it. */
  boolean blames(SettleBatch suspect, RedisCallException failure) {
    int needed = (failure.uncertain() ? UNANSWERED : ALONE) << Math.min(inARow, MOST_DOUBLINGS);
    if (suspect.failures() < needed) {
      return false;
    }
    inARow++;
    return true;
  }

  /** A settlement as its handler wanted it was settled. */
  void settled() {
    inARow = 0;
  }
}
