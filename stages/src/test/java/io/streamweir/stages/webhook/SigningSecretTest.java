package io.streamweir.stages.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningSecretTest {
  /** The example that the libraries of the Standard Webhooks project test with. */
  private static final String PUBLISHED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @Test
  void signsThePublishedExampleAsPublished() {
    byte[] body = "{\"test\": 2432232314}".getBytes(UTF_8);
    String signature =
        SigningSecret.parse(PUBLISHED).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body);
    assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void isNeverPrinted() {
    assertThat(SigningSecret.parse(PUBLISHED)).hasToString("whsec_***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_c2hvcnQ=", "whsec_?!"})
  void refusesWhatIsNoSecretAndDoesNotQuoteIt(String text) {
    assertThatThrownBy(() -> SigningSecret.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("signing secret")
        .message()
        .doesNotContain("MfKQ", "c2hv", "?!");
  }

  @Test
  void takes24To64Bytes() {
    assertThat(ofLength(24)).isNotNull();
    assertThat(ofLength(64)).isNotNull();
    assertThatThrownBy(() -> ofLength(23)).hasMessageContaining("not 23");
    assertThatThrownBy(() -> ofLength(65)).hasMessageContaining("not 65");
  }

  private static SigningSecret ofLength(int bytes) {
    return SigningSecret.parse("whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]));
  }
}
