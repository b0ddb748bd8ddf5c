package io.streamweir.stages.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.pipeline.RejectedException;
import io.streamweir.schemas.webhook.WebhookEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  @ParameterizedTest
  @CsvSource({
    "https://example.com/hooks?a=b, https://example.com:443",
    "HTTPS://EXAMPLE.com:8443, https://example.com:8443",
    "http://xn--mnchen-3ya.example/, http://xn--mnchen-3ya.example:80",
    "http://93.184.216.34:81/x, http://93.184.216.34:81",
    "http://[2606:2800:220::1]/x, http://[2606:2800:220::1]:80",
    "https://EXAMPLE.com./x, https://example.com:443",
    "https://example.com.:8443/, https://example.com:8443",
    "http://1a.example/, http://1a.example:80"
  })
  void readsWhatIsCertain(String text, String origin) {
    assertThat(Target.parse(text).origin()).isEqualTo(origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com",
        "/hooks",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "javascript:alert(1)",
        "http:example.com",
        "http:///path",
        "http://",
        "https://user@example.com/",
        "https://user:secret@example.com/",
        "https://example.com@127.0.0.1/",
        "https://example.com#fragment",
        "https://example.com:0/",
        "https://example.com:65536/",
        "https://example.com:99999999999/",
        "https://-example.com/",
        "https://exa_mple.com/",
        "https://münchen.example/",
        "https://example.com/ü",
        "https://example.com/a b",
        "https://example.com/\r\nX: y",
        "https://example.com\\@127.0.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.01/",
        "http://127.0.0.256/",
        "http://127.0.0.1./",
        "http://1.2.3.4.5/",
        "http://example.1/",
        "http://example.0x1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://[::1%25lo]/",
        "http://[fe80::1%eth0]/",
        "http://[::1",
        "http://[zz::1]/",
        "https://[2606:2800:220::1]/",
        "http://%31%32%37.0.0.1/"
      })
  void refusesWhatCanBeReadInTwoWays(String text) {
    assertThatThrownBy(() -> Target.parse(text))
        .isInstanceOf(RejectedException.class)
        .hasMessageStartingWith("refused target: it ");
  }

  @Test
  void leavesOutOnlyTheDotThatEndsTheHost() {
    assertThat(Target.parse("https://a.example.:81/a.example.?b=a.example.").uri())
        .hasToString("https://a.example:81/a.example.?b=a.example.");
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThatThrownBy(() -> Target.parse("https://example.com/" + "x".repeat(2_048)))
        .hasMessageContaining("2048 characters");
  }

  @Test
  void aTargetThatMakesNoSenseIsRefusedWhenItIsSubmitted() {
    assertThat(WebhookPipeline.keyOf(event("https://EXAMPLE.com/x")))
        .isEqualTo("https://example.com:443");
    assertThatThrownBy(() -> WebhookPipeline.keyOf(event("nonsense")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("refused target: it ");
    assertThatThrownBy(() -> WebhookPipeline.keyOf(event("https://my_host.example.com/")))
        .hasMessageContaining("underscore");
  }

  private static WebhookEvent event(String target) {
    return new WebhookEvent(target, Map.of(), "{}", "default");
  }
}
