package io.streamweir.internal.feature.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.wire.Call;
import io.streamweir.listener.WorkerListener.Ending;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointRuleTest {
  private static final CheckpointRule UNUSED = new CheckpointRule(() -> false);
  private static final CheckpointRule USED = new CheckpointRule(() -> true);

  private static Entry entry(int deliveries, String... more) {
    List<Object> fields = new java.util.ArrayList<>();
    for (String word : List.of("j", "job", "t", "1", "p", "x", "o", "0.3")) {
      fields.add(Call.bytes(word));
    }
    for (String word : more) {
      fields.add(Call.bytes(word));
    }
    return Entry.of(Call.bytes("1-1"), fields, deliveries);
  }

  private static Decided decided(Entry entry, Ending ending) {
    return Decided.end(entry, List.of(), ending);
  }

  @ParameterizedTest
  @EnumSource(names = {"FORWARDED", "FINISHED", "DROPPED", "RETRIED", "DEAD"})
  void leavesThePlainHopPlainWhereNoHandlerUsesThem(Ending ending) {
    Decided plain = decided(entry(2, "a", "2"), ending);
    assertThat(UNUSED.apply(entry(2, "a", "2"), plain)).isSameAs(plain);
  }

  @ParameterizedTest
  @EnumSource(names = {"FORWARDED", "FINISHED", "DROPPED", "CANCELLED"})
  void forgetsItWithTheEntry(Ending ending) {
    assertThat(USED.apply(entry(1), decided(entry(1), ending)).effects())
        .containsExactly(new ForgetCheckpoint("job", "0.3", false));
  }

  @ParameterizedTest
  @EnumSource(names = {"RETRIED", "DEAD"})
  void keepsItForTheNextRun(Ending ending) {
    assertThat(USED.apply(entry(1), decided(entry(1), ending)).effects())
        .containsExactly(new ForgetCheckpoint("job", "0.3", true));
  }

  @Test
  void forgetsThatOfACancelledJobWhichAnotherWorkerMayHaveSaved() {
    for (Entry here : List.of(entry(2), entry(1, "a", "2"), entry(1, "x", "1"))) {
      assertThat(UNUSED.apply(here, decided(here, Ending.CANCELLED)).effects())
          .containsExactly(new ForgetCheckpoint("job", "0.3", false));
    }
    Decided first = decided(entry(1), Ending.CANCELLED);
    assertThat(UNUSED.apply(entry(1), first)).isSameAs(first);
  }

  @Test
  void hasNothingToDoWithWhatIsNoEntry() {
    Entry malformed = Entry.of(Call.bytes("1-1"), List.of(), 1);
    Decided dead = decided(malformed, Ending.DEAD);
    assertThat(USED.apply(malformed, dead)).isSameAs(dead);
  }
}
