package io.streamweir.chaos.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpansTest {
  private final Spans spans = new Spans();
  private final Map<String, Windows.Told> told = new HashMap<>();

  /** Three pieces, of which one may be late. */
  @BeforeEach
  void gather() {
    spans.add("a", 1, 10, 1, true);
    spans.add("a", 2, 20, 1, true);
    spans.add("a", 3, 5, 1, false);
    tell(3, 35, 5, 20);
  }

  private void tell(long pieces, long values, long least, long greatest) {
    told.put("a", new Windows.Told(1, pieces, pieces, values, least, greatest, pieces));
  }

  private List<String> judged(long late) {
    return spans.judge(new Windows(told, 0, late, 0));
  }

  @Test
  void isContentWhereEveryPieceIsInItsWindow() {
    assertThat(judged(0)).isEmpty();
  }

  @Test
  void isContentWhereWhatMayBeLateIs() {
    tell(2, 30, 10, 20);
    assertThat(judged(1)).isEmpty();
  }

  @Test
  void findsAPieceThatIsNeitherThereNorLate() {
    tell(2, 30, 10, 20);
    assertThat(judged(0))
        .containsExactly("1 pieces are in no window, of which 0 are said to be late");
  }

  @Test
  void findsALatePieceThatMustNotBe() {
    tell(1, 10, 10, 10);
    assertThat(judged(2)).singleElement().asString().contains("told");
  }

  @Test
  void findsWrongFigures() {
    tell(3, 36, 5, 20);
    assertThat(judged(0)).hasSize(1);
    tell(3, 35, 6, 20);
    assertThat(judged(0)).hasSize(1);
    tell(3, 35, 5, 21);
    assertThat(judged(0)).hasSize(1);
    tell(2, 15, 5, 10);
    assertThat(judged(1)).hasSize(1);
  }

  @Test
  void findsAPieceThatWasGatheredTwice() {
    tell(4, 40, 5, 20);
    assertThat(judged(0)).hasSize(2);
  }

  @Test
  void findsAWrongNumberOfDifferentJobs() {
    told.put("a", new Windows.Told(1, 3, 3, 35, 5, 20, 6));
    assertThat(judged(0)).hasSize(1);
  }

  @Test
  void findsUpdatesThatCountedNothing() {
    told.put("a", new Windows.Told(1, 4, 3, 35, 5, 20, 3));
    assertThat(judged(0)).hasSize(1);
  }

  @Test
  void findsOpenWindowsAndEarlyPieces() {
    assertThat(spans.judge(new Windows(told, 1, 0, 0)))
        .containsExactly("1 windows were never closed");
    assertThat(spans.judge(new Windows(told, 0, 0, 1)))
        .containsExactly("1 pieces are said to be early");
  }
}
