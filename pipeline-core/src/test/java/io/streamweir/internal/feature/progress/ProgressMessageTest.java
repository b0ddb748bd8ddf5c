package io.streamweir.internal.feature.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Progress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressMessageTest {
  private static final ProgressMessage MESSAGE =
      new ProgressMessage(
          "job&1", "import", "0.3", new Progress(0.4, "page=4 & more\n…"), 2, "w 1", 17);

  @Test
  void readsWhatWasPublished() {
    assertThat(ProgressMessage.parse(bytes(MESSAGE.front() + MESSAGE.text() + "&at=17")))
        .contains(MESSAGE);
  }

  @Test
  void readsWhatIsKept() {
    assertThat(ProgressMessage.parse("job&1", bytes(MESSAGE.text() + "&at=17"))).contains(MESSAGE);
  }

  @Test
  void isKeptByStageAndPath() {
    assertThat(MESSAGE.field()).isEqualTo("import 0.3");
    assertThat(new ProgressMessage("j", "import", "", new Progress(0, ""), 1, "w", 0).field())
        .isEqualTo("import");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "stage=a",
        "fraction=2",
        "fraction=NaN",
        "fraction=0.1&attempt=x",
        "fraction=0.1&at=99999999999999999999"
      })
  void takesNothingFromWhatSomebodyElseHasWritten(String text) {
    assertThat(ProgressMessage.parse("job", bytes(text))).isEmpty();
    assertThat(ProgressMessage.parse(bytes(text))).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
