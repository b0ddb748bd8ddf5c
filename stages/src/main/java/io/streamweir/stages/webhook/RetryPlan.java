package io.streamweir.stages.webhook;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.StageContext;
import io.streamweir.schemas.webhook.DeliveryReceipt;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** What follows where an event was not delivered: when to try again, and when to give up. */
final class RetryPlan {
  private static final int MOST_WITHOUT_SECRET = 5;
  private static final Duration MOST_ASKED_FOR = Duration.ofDays(1);
  private static final Duration LONGEST_OFF = Duration.ofMinutes(15);

  private final WebhookSettings settings;
  private final Clock clock;

  RetryPlan(WebhookSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** After an attempt in vain. */
  Outcome<DeliveryReceipt> after(Attempt attempt, StageContext context) {
    if (attempt instanceof Attempt.Refused) {
      return Outcome.reject(attempt.describe());
    }
    if (attempt instanceof Attempt.Answered answered
        && settings.finalStatuses().contains(answered.status())) {
      return Outcome.reject(attempt.describe());
    }
    Duration wait = settings.backoff().after(context.attempt());
    Duration asked = asked(attempt);
    return later(asked.compareTo(wait) > 0 ? asked : wait, attempt.describe(), context);
  }

  /** As long as the target asks for, within reason: a day. */
  private Duration asked(Attempt attempt) {
    if (attempt instanceof Attempt.Answered answered && answered.retryAfter() != null) {
      Duration asked =
          RetryAfter.parse(answered.retryAfter(), clock.instant()).orElse(Duration.ZERO);
      return asked.compareTo(MOST_ASKED_FOR) < 0 ? asked : MOST_ASKED_FOR;
    }
    return Duration.ZERO;
  }

  /** Where the worker has no secret to sign with; another one may have it, or this one soon. */
  Outcome<DeliveryReceipt> withoutSecret(StageContext context, String problem) {
    return context.attempt() >= MOST_WITHOUT_SECRET
        ? Outcome.reject(problem)
        : later(settings.backoff().after(context.attempt()), problem, context);
  }

  /**
   * Where the target's circuit is open. The longer an event waits already, the longer it waits
   * again, so that many events for a target that is away for long cost little.
   */
  Outcome<DeliveryReceipt> whileOpen(StageContext context) {
    String problem = "the target failed before, and is left alone for a while";
    Duration left = left(context);
    if (left.isZero()) {
      return Outcome.reject(problem + "; older than " + settings.maxAge());
    }
    Duration share = shorter(age(context).dividedBy(4), LONGEST_OFF);
    Duration least = settings.circuitOpen();
    long millis = (share.compareTo(least) > 0 ? share : least).toMillis();
    long jittered = millis + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    return Outcome.postpone(shorter(Duration.ofMillis(jittered), left), problem);
  }

  /** Never beyond the longest age: what is due later has its last attempt then. */
  private Outcome<DeliveryReceipt> later(Duration wait, String reason, StageContext context) {
    Duration left = left(context);
    return left.isZero()
        ? Outcome.reject(reason + "; older than " + settings.maxAge())
        : Outcome.retryLater(shorter(wait, left), reason);
  }

  /** Until the event is too old. What somebody replays may be of any age. */
  private Duration left(StageContext context) {
    if (context.replays() > 0 || context.replay().isPresent()) {
      return settings.maxAge();
    }
    Duration left = settings.maxAge().minus(age(context));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Duration age(StageContext context) {
    Duration age = Duration.ofMillis(clock.millis() - context.submittedAtMillis());
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
