package io.streamweir.stages.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.StageContext;
import io.streamweir.schemas.webhook.DeliveryReceipt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPlanTest {
  private static final Instant NOW = Instant.parse("2026-01-05T00:00:00Z");
  private final RetryPlan plan =
      new RetryPlan(
          WebhookSettings.defaults()
              .withBackoff(new Backoff(Duration.ofSeconds(5), 4, Duration.ofHours(12), 0)),
          Clock.fixed(NOW, ZoneOffset.UTC));

  private static StageContext context(int attempt, Duration age, int replays) {
    long submitted = NOW.minus(age).toEpochMilli();
    return new StageContext(
        "webhook", "deliver", 0, "job", "", "1-1", attempt, replays, submitted, Map.of());
  }

  private static StageContext young(int attempt) {
    return context(attempt, Duration.ofSeconds(1), 0);
  }

  private static Attempt answered(int status, @Nullable String retryAfter) {
    return new Attempt.Answered(status, retryAfter, "text");
  }

  private static Duration wait(Outcome<DeliveryReceipt> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.RetryLater.class);
    return ((Outcome.RetryLater<DeliveryReceipt>) outcome).delay();
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 301, 307, 400, 401, 403, 404, 408, 422, 425, 429, 500, 502, 504, 599})
  void triesAgainAsStandardWebhooksSays(int status) {
    assertThat(wait(plan.after(answered(status, null), young(2)))).hasSeconds(20);
  }

  @Test
  void rejectsWhatIsGoneForGood() {
    rejects(plan, 410);
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 307, 399, 401})
  void rejectsWhatTheSettingsName(int status) {
    WebhookSettings settings = WebhookSettings.defaults().withFinalStatuses("300-399,401");
    RetryPlan own = new RetryPlan(settings, Clock.fixed(NOW, ZoneOffset.UTC));

    rejects(own, status);
    assertThat(own.after(answered(410, null), young(1))).isInstanceOf(Outcome.RetryLater.class);
  }

  private static void rejects(RetryPlan plan, int status) {
    Outcome<DeliveryReceipt> outcome = plan.after(answered(status, "5"), young(1));
    assertThat(outcome).isInstanceOf(Outcome.Reject.class);
    assertThat(((Outcome.Reject<DeliveryReceipt>) outcome).reason()).contains(status + "", "text");
  }

  @Test
  void triesAgainWhereNobodyAnswersButNotWhatIsRefused() {
    assertThat(wait(plan.after(new Attempt.Unanswered("reset"), young(1)))).hasSeconds(5);
    assertThat(plan.after(new Attempt.Refused("private"), young(1)))
        .isInstanceOf(Outcome.Reject.class);
  }

  @Test
  void waitsAsLongAsTheTargetAsksForAndNeverShorterThanTheBackoff() {
    assertThat(wait(plan.after(answered(429, "60"), young(1)))).hasSeconds(60);
    assertThat(wait(plan.after(answered(503, "60"), young(3)))).hasSeconds(80);
    assertThat(wait(plan.after(answered(503, "0"), young(1)))).hasSeconds(5);
    assertThat(wait(plan.after(answered(429, "nonsense"), young(1)))).hasSeconds(5);
    assertThat(wait(plan.after(answered(429, "999999999"), young(1))))
        .isEqualTo(Duration.ofDays(1));
  }

  @Test
  void doesNotWaitBeyondTheLongestAge() {
    StageContext old = context(9, Duration.ofDays(3).minusMinutes(10), 0);
    assertThat(wait(plan.after(answered(500, null), old))).isEqualTo(Duration.ofMinutes(10));
    StageContext tooOld = context(9, Duration.ofDays(3), 0);
    Outcome<DeliveryReceipt> outcome = plan.after(answered(500, null), tooOld);
    assertThat(((Outcome.Reject<DeliveryReceipt>) outcome).reason())
        .contains("500", "text", "older than");
    assertThat(plan.whileOpen(tooOld)).isInstanceOf(Outcome.Reject.class);
  }

  @Test
  void whatIsReplayedMayBeOfAnyAge() {
    StageContext replayed = context(1, Duration.ofDays(300), 1);
    assertThat(wait(plan.after(answered(500, null), replayed))).hasSeconds(5);
    assertThat(wait(plan.whileOpen(replayed))).isLessThan(Duration.ofMinutes(23));
  }

  @Test
  void countsNothingWhileTheCircuitIsOpenAndWaitsLongerForWhatHasWaitedLong() {
    Outcome<DeliveryReceipt> first = plan.whileOpen(young(1));
    assertThat(((Outcome.RetryLater<DeliveryReceipt>) first).counted()).isFalse();
    assertThat(wait(first)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(15));
    assertThat(wait(plan.whileOpen(context(1, Duration.ofDays(1), 0))))
        .isBetween(Duration.ofMinutes(15), Duration.ofSeconds(22 * 60 + 30));
  }

  @Test
  void givesUpSoonWhereNobodyHasTheSecret() {
    assertThat(wait(plan.withoutSecret(young(4), "no secret"))).hasSeconds(320);
    assertThat(plan.withoutSecret(young(5), "no secret")).isEqualTo(Outcome.reject("no secret"));
  }
}
