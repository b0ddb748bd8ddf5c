package io.streamweir.stages.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerRewriterTest {
  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 200 OK|A: b||body|x, HTTP/1.1 200 OK|Connection: close|A: b||body|x",
    "HTTP/1.0 503|, HTTP/1.0 503|Connection: close|",
    "HTTP/1.1 100 Continue||HTTP/1.1 204 x||, HTTP/1.1 100 Continue||HTTP/1.1 204 x|Connection: close||",
    "HTTP/1.1 103 Hints|L: x||HTTP/1.1 102 y||HTTP/1.1 200 z||, "
        + "HTTP/1.1 103 Hints|L: x||HTTP/1.1 102 y||HTTP/1.1 200 z|Connection: close||",
    "garbage|more|, garbage|Connection: close|more|",
    "no line at all, no line at all"
  })
  void saysCloseBehindTheFinalStatusLine(String given, String expected) {
    String bytes = given.replace("|", "\r\n");
    for (int chunk = 1; chunk <= bytes.length(); chunk++) {
      AnswerRewriter rewriter = new AnswerRewriter();
      StringBuilder passed = new StringBuilder();
      for (int from = 0; from < bytes.length(); from += chunk) {
        String part = bytes.substring(from, Math.min(bytes.length(), from + chunk));
        passed.append(ISO_8859_1.decode(rewriter.pass(ByteBuffer.wrap(part.getBytes(ISO_8859_1)))));
      }
      assertThat(passed).hasToString(expected.replace("|", "\r\n"));
    }
  }
}
