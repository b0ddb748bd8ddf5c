package io.streamweir.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** How headers of scripts are read. */
class NeedsTest {
  private static final String CHECKS =
      "-- Checks.\n-- Needs must(key): TYPE; append(stream): TYPE XADD XINFO|GROUPS\n\ncode\n";

  @Test
  void addsUpWhatAllTextsOfAScriptNeed() {
    String effects = "-- Effects.\n-- Needs inbox: append XACK; later: must ZADD\n";
    String settle = "-- Settles.\n-- Needs inbox: XLEN\n-- Needs server: TIME\n";

    Needs needs = Needs.ofScript(CHECKS + effects + settle);

    assertThat(needs.commands().keySet()).containsExactlyInAnyOrder("inbox", "later", "server");
    assertThat(needs.of("inbox")).isEqualTo(Set.of("TYPE", "XACK", "XADD", "XINFO|GROUPS", "XLEN"));
    assertThat(needs.of("later")).isEqualTo(Set.of("TYPE", "ZADD"));
    assertThat(needs.of(Needs.SERVER)).isEqualTo(Set.of("TIME"));
    assertThat(needs.of("dead")).isEmpty();
    assertThat(needs.isScript()).isTrue();
  }

  @Test
  void needsNothingWhereTheHeaderSaysSo() {
    assertThat(Needs.ofScript("-- Needs nothing\n").commands()).isEmpty();
  }

  @Test
  void refusesAFunctionThatNoTextDefines() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Needs.ofScript("-- Needs inbox: must XADD\n"))
        .withMessageContaining("must");
  }

  @Test
  void refusesWhatItCannotRead() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Needs.ofScript("-- Needs inbox XADD\n"))
        .withMessageContaining("inbox XADD");
  }
}
