package io.streamweir.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.terminal.Keyboard.Key;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyboardTest {
  private static List<Key> keys(String typed) {
    List<Key> heard = new ArrayList<>();
    Keyboard.read(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)), heard::add);
    assertThat(heard).endsWith(Key.QUIT); // the end of the input
    return heard.subList(0, heard.size() - 1);
  }

  @Test
  void knowsLettersAndTheKeysThatSendSequences() {
    assertThat(keys("xqQ jkg"))
        .containsExactly(Key.OTHER, Key.QUIT, Key.QUIT, Key.PAGE_DOWN, Key.DOWN, Key.UP, Key.TOP);
    assertThat(keys("\u001b[A\u001bOB\u001b[H\u001b[5~\u001b[6~\u001b[1;5C"))
        .containsExactly(Key.UP, Key.DOWN, Key.TOP, Key.PAGE_UP, Key.PAGE_DOWN, Key.OTHER);
  }

  @Test
  void hearsWhatFollowsAnEscapeThatBeginsNothing() {
    assertThat(keys("\u001bq")).containsExactly(Key.QUIT);
    assertThat(keys("\u001b")).containsExactly(Key.OTHER);
    assertThat(keys("\u001b[")).containsExactly(Key.OTHER);
  }
}
