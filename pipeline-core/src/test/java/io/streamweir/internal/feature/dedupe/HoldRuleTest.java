package io.streamweir.internal.feature.dedupe;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.settle.GivenEntry;
import io.streamweir.listener.WorkerListener.Ending;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HoldRuleTest {
  private static final Entry HOLDING = GivenEntry.with(Map.of("u", "key", "w", "1000"));
  private static final Entry DEBOUNCED = GivenEntry.with(Map.of("u", "key"));
  private static final Entry PLAIN = GivenEntry.with(Map.of());

  private final HoldRule rule = new HoldRule(entry -> false);
  private final HoldRule ofPart = new HoldRule(entry -> true);

  private static Decided onward(Entry entry, int entries, long millis) {
    return Decided.onward(entry, List.of(), Ending.FORWARDED, entries, millis);
  }

  private static Decided end(Entry entry, Ending ending) {
    return Decided.end(entry, List.of(), ending);
  }

  @Test
  void holdsForAsManyEntriesAsFollow() {
    assertThat(rule.apply(HOLDING, onward(HOLDING, 3, 0)).effects())
        .containsExactly(new HoldKey("key", "job", 2, 1_000));
    assertThat(rule.apply(HOLDING, onward(HOLDING, 1, 5_000)).effects())
        .as("for longer where they follow later")
        .containsExactly(new HoldKey("key", "job", 0, 6_000));
  }

  @Test
  void letsGoWhereNoneFollows() {
    assertThat(rule.apply(HOLDING, end(HOLDING, Ending.FINISHED)).effects())
        .containsExactly(new HoldKey("key", "job", -1, 1_000));
  }

  @Test
  void letsGoOfADebouncedJobWithItsFirstStep() {
    assertThat(rule.apply(DEBOUNCED, onward(DEBOUNCED, 1, 0)).effects())
        .containsExactly(new HoldKey("key", "job", -1, 0));
  }

  @Test
  void leavesJobsAloneThatHoldNothing() {
    Decided decided = onward(PLAIN, 1, 0);
    assertThat(rule.apply(PLAIN, decided)).isSameAs(decided);
  }

  @Test
  void leavesThePartsOfASplitToTheWhole() {
    Decided decided = onward(HOLDING, 1, 0);
    assertThat(ofPart.apply(HOLDING, decided)).isSameAs(decided);
    assertThat(ofPart.apply(HOLDING, end(HOLDING, Ending.CANCELLED)).effects())
        .as("a cancelled job lets go by whichever entry it ends with")
        .containsExactly(new HoldKey("key", "job", -1, 1_000));
  }
}
