package io.streamweir.http.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinesTest {
  @Test
  void linesEndInLineFeedCarriageReturnOrBoth() throws IOException {
    assertThat(texts("a\nb\r\nc\rd\n\n\r\n\re"))
        .containsExactly("a", "b", "c", "d", "", "", "", "e");
  }

  @Test
  void theLastLineNeedsNoEnd() throws IOException {
    assertThat(texts("")).isEmpty();
    assertThat(texts("a")).containsExactly("a");
    assertThat(texts("a\r\n")).containsExactly("a");
  }

  @Test
  void readsTheSameHoweverTheInputIsCut() throws IOException {
    String text = "one\r\ntwo\r\rthree\n\r\nfour";
    for (int cut = 0; cut <= text.length(); cut++) {
      InputStream parts =
          new SequenceInputStream(bytes(text.substring(0, cut)), bytes(text.substring(cut)));
      assertThat(texts(parts)).containsExactly("one", "two", "", "three", "", "four");
    }
  }

  @Test
  void readsLinesLongerThanItsBuffers() throws IOException {
    Random random = new Random(1);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      expected.add("x".repeat(random.nextInt(200_000)));
    }
    assertThat(texts(String.join("\n", expected) + "\n")).isEqualTo(expected);
  }

  @Test
  void whatIsNotUtf8IsReplaced() throws IOException {
    Lines lines = new Lines(new ByteArrayInputStream(new byte[] {'a', (byte) 0xff, 'b', '\n'}));
    assertThat(lines.next()).isTrue();
    assertThat(lines.text()).isEqualTo("a\ufffdb");
  }

  @Test
  void aLineOfOneMebibyteIsTooLongAndTheNextIsRead() throws IOException {
    Lines lines = new Lines(bytes("x".repeat(1 << 20) + "\n" + "y".repeat((1 << 20) - 1) + "\nz"));
    assertThat(lines.next()).isTrue();
    assertThat(lines.tooLong()).isTrue();
    assertThat(lines.length()).isEqualTo(1 << 20);
    assertThat(lines.number()).isEqualTo(1);
    assertThat(lines.next()).isTrue();
    assertThat(lines.tooLong()).isFalse();
    assertThat(lines.text()).hasSize((1 << 20) - 1);
    assertThat(lines.next()).isTrue();
    assertThat(lines.text()).isEqualTo("z");
    assertThat(lines.number()).isEqualTo(3);
    assertThat(lines.next()).isFalse();
  }

  @Test
  void aLineWithoutEndTakesNoMemory() throws IOException {
    InputStream endless =
        new InputStream() {
          private long left = 3L << 30;

          @Override
          public int read() {
            return left-- > 0 ? 'x' : -1;
          }

          @Override
          public int read(byte[] bytes, int from, int count) {
            int read = (int) Math.min(left, count);
            left -= read;
            return read == 0 ? -1 : read;
          }
        };
    Lines lines = new Lines(endless);
    assertThat(lines.next()).isTrue();
    assertThat(lines.length()).isEqualTo(3L << 30);
    assertThat(lines.tooLong()).isTrue();
  }

  @Test
  void linesOfWhiteSpaceAreBlank() throws IOException {
    Lines lines = new Lines(bytes(" \t\u000b\f\n\n.\n\u00a0\n"));
    assertThat(blank(lines)).containsExactly(true, true, false, false);
  }

  private static List<Boolean> blank(Lines lines) throws IOException {
    List<Boolean> blank = new ArrayList<>();
    while (lines.next()) {
      blank.add(lines.blank());
    }
    return blank;
  }

  private static List<String> texts(String text) throws IOException {
    return texts(bytes(text));
  }

  private static List<String> texts(InputStream in) throws IOException {
    Lines lines = new Lines(in);
    List<String> texts = new ArrayList<>();
    while (lines.next()) {
      texts.add(lines.text());
      assertThat(lines.number()).isEqualTo(texts.size());
    }
    return texts;
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tellsWhereALineIsNotUtf8() throws IOException {
    byte[] bytes = "k\u00e4se \uFFFD\nab\n".getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 2] = (byte) 0xff;
    Lines lines = new Lines(new ByteArrayInputStream(bytes));
    assertThat(lines.next()).isTrue();
    assertThat(lines.notUtf8At()).isZero();
    assertThat(lines.next()).isTrue();
    assertThat(lines.notUtf8At()).isEqualTo(2);
  }
}
