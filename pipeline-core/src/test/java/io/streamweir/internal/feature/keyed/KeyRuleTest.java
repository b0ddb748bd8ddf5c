package io.streamweir.internal.feature.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.settle.Delay;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.GivenEntry;
import io.streamweir.listener.WorkerListener.Ending;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyRuleTest {
  private static final Entry ENTRY = GivenEntry.with(Map.of("k", "key"));
  private static final Entry LAST_UNPARKED = GivenEntry.with(Map.of("k", "key", "q", "1-0 7 3"));
  private static final Entry OTHER_UNPARKED = GivenEntry.with(Map.of("k", "key", "q", "1-0 7 0"));

  private final KeyRule ordered = new KeyRule(true);
  private final KeyRule unordered = new KeyRule(false);

  private static Decided delayed(Entry entry) {
    Effect delay = new Delay(500, NewEntry.again(entry, true), entry.id());
    return Decided.onward(entry, List.of(delay), Ending.RETRIED, 1, 500);
  }

  private static Decided ended(Entry entry) {
    return Decided.end(entry, List.of(), Ending.DROPPED);
  }

  @Test
  void keepsThePlaceOfAnEntryThatComesBack() {
    Effect effect = ordered.apply(ENTRY, delayed(ENTRY)).effects().get(0);
    assertThat(effect)
        .isInstanceOfSatisfying(
            Park.class,
            park -> {
              assertThat(park.key()).isEqualTo("key");
              assertThat(park.position()).isEqualTo("1-0");
              assertThat(park.delayMillis()).isEqualTo(500);
            });
  }

  @Test
  void delaysWhereNoOrderIsKept() {
    Decided decided = delayed(ENTRY);
    assertThat(unordered.apply(ENTRY, decided)).isSameAs(decided);
  }

  @Test
  void letsThoseFollowThatAreParkedBehindTheLastUnparkedOne() {
    assertThat(ordered.apply(LAST_UNPARKED, ended(LAST_UNPARKED)).effects())
        .hasOnlyElementsOfType(UnparkNext.class)
        .hasSize(1);
    assertThat(ordered.apply(OTHER_UNPARKED, ended(OTHER_UNPARKED)).effects()).isEmpty();
    assertThat(ordered.apply(LAST_UNPARKED, delayed(LAST_UNPARKED)).effects())
        .as("not before it has ended")
        .hasOnlyElementsOfType(Park.class);
  }
}
