package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static final Text A = new Text("a");
  private static final Text B = new Text("b");
  private static final Count HIT = Count.one("hits", "x");

  @Test
  void keepsItsOwnCopyOfWhatItWasMadeFrom() {
    List<Text> texts = new ArrayList<>(List.of(A));
    Outcome.Forward<Text> forward = Outcome.forwardAll(texts);
    texts.add(B);
    List<Count> counts = new ArrayList<>(List.of(HIT));
    Outcome<Text> counting = forward.counting(counts);
    counts.clear();

    assertThat(forward.outputs()).hasSize(1);
    assertThat(counting.counts()).containsExactly(HIT);
    assertThat(forward.counts()).isEmpty();
  }

  @Test
  void addsOutputsInOrderWithoutChangingTheOneBefore() {
    Outcome.Forward<Text> one = Outcome.forward(A);
    Outcome.Forward<Text> three = one.and(B).andRoute("side", new Amount(1L, null));

    assertThat(one.outputs()).containsExactly(new Outcome.Output(null, A));
    assertThat(three.outputs())
        .containsExactly(
            new Outcome.Output(null, A),
            new Outcome.Output(null, B),
            new Outcome.Output("side", new Amount(1L, null)));
  }

  @Test
  void keepsCountsWhereOutputsAreAdded() {
    Outcome<Text> counting = Outcome.forward(A).counting(HIT);

    assertThat(((Outcome.Forward<Text>) counting).and(B).counts()).containsExactly(HIT);
  }

  @Test
  void countsBesideEveryKindOfEnd() {
    List<Outcome<Text>> all =
        List.of(
            Outcome.forward(A),
            Outcome.route("side", B),
            Outcome.finish(A),
            Outcome.finish(),
            Outcome.drop(),
            Outcome.retryLater(Duration.ofSeconds(1), "later"),
            Outcome.postpone(Duration.ofSeconds(1), "later"),
            Outcome.reject("no"));
    for (Outcome<Text> outcome : all) {
      Outcome<Text> counting = outcome.counting(HIT).counting(HIT);
      assertThat(counting).isExactlyInstanceOf(outcome.getClass());
      assertThat(counting.counts()).containsExactly(HIT, HIT);
      assertThat(outcome.counts()).isEmpty();
    }
  }

  @Test
  void refusesWhatIsMissing() {
    assertThatNullPointerException().isThrownBy(() -> Outcome.<Text>forward(nothing()));
    assertThatNullPointerException().isThrownBy(() -> Outcome.<Text>finish(nothing()));
    assertThatNullPointerException().isThrownBy(() -> Outcome.<Text>reject(nothing()));
    assertThatNullPointerException().isThrownBy(() -> Outcome.<Text>route(nothing(), A));
  }

  @Test
  void checksTheNamesOfCounters() {
    assertThatIllegalArgumentException().isThrownBy(() -> Count.one("Bad Name", "x"));
    assertThat(Count.one("hits", "any text, even ä and \n").delta()).isEqualTo(1);
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }
}
