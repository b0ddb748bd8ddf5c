package io.streamweir.stages.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.testkit.WithMethods;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSettingsTest {
  @Test
  void changesByEachWithMethodWhatItIsNamedAfterAndNothingElse() {
    Duration second = Duration.ofSeconds(1);
    new WithMethods()
        .sample(String.class, n -> Integer.toString(300 + n))
        .sample(WebhookSecrets.class, n -> WebhookSecrets.inDirectory(Path.of("other-" + n)))
        .sample(Backoff.class, n -> Backoff.exponential(second.plusMillis(n)))
        .sample(RateLimit.class, n -> RateLimit.of(1 + n, second))
        .changes("WebhookSettings.withAllowed(List)", "rules")
        .check(WebhookSettings.defaults());
  }

  @Test
  void readsEveryVariable() throws UnknownHostException {
    Map<String, String> environment = new HashMap<>();
    environment.put("STREAMWEIR_WEBHOOK_ALLOW", "10.0.0.0/8, hooks.internal");
    environment.put("STREAMWEIR_WEBHOOK_CONNECT_TIMEOUT", "500ms");
    environment.put("STREAMWEIR_WEBHOOK_TIMEOUT", "1m");
    environment.put("STREAMWEIR_WEBHOOK_ATTEMPTS", "3");
    environment.put("STREAMWEIR_WEBHOOK_MAX_AGE", "7d");
    environment.put("STREAMWEIR_WEBHOOK_FINAL", "410, 300-399");
    environment.put("STREAMWEIR_WEBHOOK_ORDERED", "false");
    environment.put("STREAMWEIR_WEBHOOK_RATE", "10/1s");
    environment.put("STREAMWEIR_WEBHOOK_CONCURRENCY", "4");
    WebhookSettings settings = WebhookSettings.ofEnvironment(environment);
    assertThat(settings.rules().allow("x", InetAddress.getByName("10.0.0.1"))).isTrue();
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.timeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.maxAttempts()).isEqualTo(3);
    assertThat(settings.maxAge()).isEqualTo(Duration.ofDays(7));
    assertThat(settings.finalStatuses().contains(300)).isTrue();
    assertThat(settings.finalStatuses().contains(399)).isTrue();
    assertThat(settings.finalStatuses().contains(400)).isFalse();
    assertThat(settings.finalStatuses().contains(410)).isTrue();
    assertThat(settings.ordered()).isFalse();
    assertThat(settings.ratePerTarget()).isEqualTo(RateLimit.of(10, Duration.ofSeconds(1)));
    assertThat(settings.concurrency()).isEqualTo(4);
  }

  @Test
  void anEmptyVariableIsNone() {
    WebhookSettings settings =
        WebhookSettings.ofEnvironment(Map.of("STREAMWEIR_WEBHOOK_ATTEMPTS", " "));
    assertThat(settings.maxAttempts()).isEqualTo(13);
  }

  @ParameterizedTest
  @CsvSource({
    "ALLOW, 10.0.0.0/99",
    "TIMEOUT, 2m",
    "TIMEOUT, soon",
    "CONNECT_TIMEOUT, 1ms",
    "ATTEMPTS, 0",
    "ATTEMPTS, many",
    "MAX_AGE, 0s",
    "FINAL, some",
    "FINAL, 99",
    "FINAL, 399-300",
    "FINAL, 4xx",
    "FINAL, 100-599",
    "FINAL, 204",
    "ORDERED, perhaps",
    "RATE, 10",
    "RATE, 0/1s",
    "CONCURRENCY, 0"
  })
  void namesTheVariableThatMakesNoSense(String name, String value) {
    String variable = "STREAMWEIR_WEBHOOK_" + name;
    assertThatThrownBy(() -> WebhookSettings.ofEnvironment(Map.of(variable, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(variable + ": ");
  }

  @Test
  void noStatusNeedsBeFinal() {
    WebhookSettings settings =
        WebhookSettings.ofEnvironment(Map.of("STREAMWEIR_WEBHOOK_FINAL", "none"));
    assertThat(settings.finalStatuses().contains(410)).isFalse();
    assertThat(WebhookSettings.defaults().finalStatuses().contains(410)).isTrue();
  }

  @Test
  void workersNeedADirectoryOfSecrets(@TempDir Path directory) {
    String variable = "STREAMWEIR_WEBHOOK_SECRETS";
    assertThat(WebhookPipeline.missing(Map.of()))
        .hasValueSatisfying(missing -> assertThat(missing).contains(variable));
    assertThat(WebhookPipeline.missing(Map.of(variable, directory.toString()))).isEmpty();
    assertThatThrownBy(() -> WebhookPipeline.missing(Map.of(variable, directory + "/none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(variable + ": ");
  }

  @Test
  void retriesForDaysByDefault() {
    WebhookSettings settings = WebhookSettings.defaults();
    Duration sum = Duration.ZERO;
    for (int attempt = 1; attempt < settings.maxAttempts(); attempt++) {
      sum = sum.plus(settings.backoff().withJitter(0).after(attempt));
    }
    assertThat(sum).isBetween(Duration.ofHours(48), settings.maxAge());
  }
}
