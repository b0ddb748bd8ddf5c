package io.streamweir.internal.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneWordTest {
  @Test
  void readsWhatItWrites() {
    LaneWord failing = new LaneWord(1_250, 400, 390, 240_000, "java.net.ConnectException", 0, 0);
    assertThat(failing.text())
        .isEqualTo("1250;ended=400;failed=390;failing=240000;cause=java.net.ConnectException");
    assertThat(LaneWord.read(failing.text())).contains(failing);
    LaneWord well = new LaneWord(0, 400, 0, 0, "", 0, 0);
    assertThat(well.text()).isEqualTo("0;ended=400");
    assertThat(LaneWord.read(well.text())).contains(well);
    LaneWord through = new LaneWord(0, 400, 0, 0, "", 390, 8_000);
    assertThat(through.text()).isEqualTo("0;ended=400;through=390;everthrough=8000");
    assertThat(LaneWord.read(through.text())).contains(through);
  }

  @Test
  void saysWhatOlderVersionsSayWhereNothingIsToBeTold() {
    assertThat(new LaneWord(7, 0, 0, 0, "", 0, 0).text()).isEqualTo("7");
    assertThat(LaneWord.read("7")).contains(new LaneWord(7, 0, 0, 0, "", 0, 0));
  }

  @Test
  void passesOverWhatNewerVersionsSay() {
    assertThat(LaneWord.read("7;mood=grim;ended=3")).contains(new LaneWord(7, 3, 0, 0, "", 0, 0));
    assertThat(LaneWord.read("7;ended=many")).contains(new LaneWord(7, 0, 0, 0, "", 0, 0));
  }

  @Test
  void staysOneWordWhateverTheClassIsCalled() {
    LaneWord odd = new LaneWord(0, 1, 1, 1, "a b;c\n" + "x".repeat(500), 0, 0);
    assertThat(odd.text()).doesNotContainAnyWhitespaces().hasSizeLessThan(300);
    assertThat(LaneWord.read(odd.text())).contains(odd);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "1;", "1;ended", "1;ended=1 2", "9999999999999999"})
  void isNoOtherText(String text) {
    assertThat(LaneWord.read(text)).isEmpty();
  }
}
