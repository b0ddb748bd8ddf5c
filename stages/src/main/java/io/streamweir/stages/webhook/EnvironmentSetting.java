package io.streamweir.stages.webhook;

import io.streamweir.pipeline.RateLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables that change {@link WebhookSettings}; their names follow the prefix. */
enum EnvironmentSetting {
  SECRETS((settings, text) -> settings.withSecrets(WebhookSecrets.inDirectory(Path.of(text)))),
  ALLOW((settings, text) -> settings.withAllowed(List.of(text.split("[,\\s]+")))),
  CONNECT_TIMEOUT((settings, text) -> settings.withConnectTimeout(duration(text))),
  TIMEOUT((settings, text) -> settings.withTimeout(duration(text))),
  ATTEMPTS((settings, text) -> settings.withMaxAttempts(number(text))),
  MAX_AGE((settings, text) -> settings.withMaxAge(duration(text))),
  FINAL((settings, text) -> settings.withFinalStatuses(text)),
  ORDERED((settings, text) -> settings.withOrdered(yes(text))),
  RATE((settings, text) -> settings.withRatePerTarget(rate(text))),
  CONCURRENCY((settings, text) -> settings.withConcurrency(number(text)));

  @SuppressWarnings("ImmutableEnumChecker") // each captures nothing
  private final BiFunction<WebhookSettings, String, WebhookSettings> change;

  EnvironmentSetting(BiFunction<WebhookSettings, String, WebhookSettings> change) {
    this.change = change;
  }

  /** The settings as the variable changes them; the same where it is empty. */
  WebhookSettings apply(WebhookSettings settings, String text) {
    if (text.isBlank()) {
      return settings;
    }
    try {
      return change.apply(settings, text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          WebhookSettings.PREFIX + name() + ": " + e.getMessage(), e);
    }
  }

  private static int number(String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("'" + text + "' is no whole number");
    }
    return Integer.parseInt(text);
  }

  private static boolean yes(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
    };
  }

  private static RateLimit rate(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("'" + text + "' is no rate: write it as 10/1s");
    }
    return RateLimit.of(number(text.substring(0, slash)), duration(text.substring(slash + 1)));
  }

  private static Duration duration(String text) {
    Matcher form = Units.DURATION.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no duration: write a number and a unit, as 500ms, 15s, 2m, 1h or 3d");
    }
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /** An enum's constants are made before its static fields. */
  private static final class Units {
    static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  }
}
