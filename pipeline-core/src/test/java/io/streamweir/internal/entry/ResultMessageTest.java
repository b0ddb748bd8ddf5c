package io.streamweir.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultMessageTest {
  private static final String ODD = "a=b&c d\n\r%41+\u0000ä漢\uD83D\uDE00";

  @Test
  void readsBackWhatItWrote() {
    byte[] payload = {0, 10, -1, '&', '='};
    ResultMessage finished =
        ResultMessage.parse(ResultMessage.finished("job:1", "tally", payload).bytes());
    assertThat(finished.finished()).isTrue();
    assertThat(finished.jobId()).isEqualTo("job:1");
    assertThat(finished.stage()).isEqualTo("tally");
    assertThat(finished.payload()).isEqualTo(payload);

    ResultMessage failed =
        ResultMessage.parse(ResultMessage.failed("job", "parse", "rejected", ODD, 3).bytes());
    assertThat(failed.finished()).isFalse();
    assertThat(failed.error()).isEqualTo(ODD);
    assertThat(failed.reason()).isEqualTo("rejected");
    assertThat(failed.attempts()).isEqualTo(3);
    assertThat(failed.payload()).isEmpty();
  }

  /** The form in docs/protocol.md. */
  @Test
  void isOneLineAndThenThePayload() {
    byte[] bytes = ResultMessage.finished("j", "s", new byte[] {'p'}).bytes();

    assertThat(new String(bytes, StandardCharsets.UTF_8))
        .isEqualTo("job=j&status=finished&stage=s\np");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "job", "=x", "&&&", "job=a&job=b", "attempts=many", "%zz=%"})
  void readsAnythingAsAFailureOfNobody(String text) {
    ResultMessage message = ResultMessage.parse(text.getBytes(StandardCharsets.UTF_8));

    assertThat(message.finished()).isFalse();
    assertThat(message.attempts()).isZero();
    assertThat(message.error()).isEmpty();
  }

  @Test
  void neverThrowsWhateverIsPublished() {
    Random random = new Random(9);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      ResultMessage message = ResultMessage.parse(bytes);
      assertThat(message.jobId() + message.attempts() + message.payload().length).isNotNull();
    }
  }

  @Test
  void carriesHeadersOfAnyText() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("traceparent", "00-abc-01");
    headers.put(ODD, ODD);
    headers.put("empty", "");
    String text = String.valueOf(Headers.encode(headers));

    assertThat(Headers.decode(text)).isEqualTo(headers);
    assertThat(text).matches("[\\x21-\\x7e]+").startsWith("traceparent=00-abc-01&");
  }

  @Test
  void writesNothingForNoHeaders() {
    assertThat(Headers.encode(Map.of())).isNull();
    assertThat(Headers.decode(null)).isEmpty();
    assertThat(Headers.decode("")).isEmpty();
  }

  @Test
  void passesOverMalformedPairs() {
    assertThat(Headers.decode("a&=b&c=d&&e=%zz&f=g=h"))
        .containsOnly(entry("c", "d"), entry("e", "%zz"), entry("f", "g=h"));
  }
}
