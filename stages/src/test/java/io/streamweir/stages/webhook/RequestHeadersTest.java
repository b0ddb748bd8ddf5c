package io.streamweir.stages.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.pipeline.RejectedException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {
  private static final SigningSecret OLD =
      SigningSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  private static final SigningSecret NEW =
      SigningSecret.parse("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX");
  private static final byte[] BODY = "{}".getBytes(UTF_8);

  private static Map<String, String> headers(Map<String, String> own) {
    return RequestHeaders.of(own, "id", 17, List.of(NEW, OLD), BODY);
  }

  @Test
  void signsWithEverySecretThatIsInUse() {
    assertThat(headers(Map.of()))
        .containsEntry("webhook-id", "id")
        .containsEntry("webhook-timestamp", "17")
        .containsEntry(
            "webhook-signature", NEW.sign("id", 17, BODY) + " " + OLD.sign("id", 17, BODY))
        .containsEntry("Content-Type", "application/json");
  }

  @Test
  void takesTheEventsOwn() {
    assertThat(headers(Map.of("content-type", "text/plain", "Authorization", "Bearer x y")))
        .containsEntry("Content-Type", "text/plain")
        .containsEntry("authorization", "Bearer x y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "content-LENGTH",
        "Transfer-Encoding",
        "Connection",
        "Upgrade",
        "Expect",
        "TE",
        "Trailer",
        "Keep-Alive",
        "Proxy-Authorization",
        "Webhook-Id",
        "webhook-timestamp",
        "WEBHOOK-SIGNATURE",
        "",
        "a b",
        "a:b",
        "a\r\nb",
        "ü"
      })
  void refusesNamesThatAreReservedOrNone(String name) {
    assertThatThrownBy(() -> headers(Map.of(name, "x")))
        .isInstanceOf(RejectedException.class)
        .hasMessageStartingWith("refused headers: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nHost: b", "a\nb", "a\rb", "a\0b", "ü", " a", "a ", "\u007f"})
  void refusesValuesThatWouldBecomeMoreThanOneHeader(String value) {
    assertThatThrownBy(() -> headers(Map.of("X", value)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("printable ASCII");
  }

  @Test
  void refusesTooMany() {
    Map<String, String> many =
        IntStream.range(0, 65).boxed().collect(Collectors.toMap(i -> "x" + i, i -> "y"));
    assertThatThrownBy(() -> headers(many)).hasMessageContaining("more than 64");
    assertThatThrownBy(() -> headers(Map.of("x", "y".repeat(16 * 1024))))
        .hasMessageContaining("characters");
    assertThatThrownBy(() -> headers(Map.of("x", "1", "X", "2"))).hasMessageContaining("twice");
  }
}
