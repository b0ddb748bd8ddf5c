package io.streamweir.stages.webhook;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.RejectedException;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageContext;
import io.streamweir.schemas.webhook.DeliveryReceipt;
import io.streamweir.schemas.webhook.WebhookEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stage {@code deliver}: checks an event, asks its target's circuit, signs, posts, and decides
 * by the answer. Opens sockets with the first event, not before. Thread-safe.
 */
final class Deliver implements Stage<WebhookEvent, DeliveryReceipt>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Deliver.class);

  private final WebhookSettings settings;
  private final @Nullable SSLContext tls;
  private final Clock clock;
  private final Circuits circuits;
  private final RetryPlan plan;
  private @Nullable HttpSender sender;

  Deliver(WebhookSettings settings) {
    this(settings, null, Clock.systemUTC());
  }

  Deliver(WebhookSettings settings, @Nullable SSLContext tls, Clock clock) {
    this.settings = settings;
    this.tls = tls;
    this.clock = clock;
    this.circuits = new Circuits(settings.circuitOpen());
    this.plan = new RetryPlan(settings, clock);
  }

  @Override
  public Outcome<DeliveryReceipt> handle(WebhookEvent event, StageContext context)
      throws InterruptedException {
    Target target = Target.parse(event.getTarget());
    List<SigningSecret> secrets;
    try {
      secrets = secrets(event.getSecret());
    } catch (IOException e) {
      LOG.warn("cannot sign an event for {}: {}", target.origin(), e.getMessage());
      return plan.withoutSecret(context, String.valueOf(e.getMessage()));
    }
    String id = id(context);
    long seconds = clock.instant().getEpochSecond();
    byte[] body = event.getBody().getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = RequestHeaders.of(event.getHeaders(), id, seconds, secrets, body);
    CircuitBreaker circuit = circuits.of(target.origin());
    return circuit.tryAcquirePermission()
        ? attempt(target, headers, body, circuit, context)
        : plan.whileOpen(context);
  }

  private List<SigningSecret> secrets(String name) throws IOException {
    try {
      WebhookSecrets.checkName(name);
    } catch (IllegalArgumentException e) {
      throw new RejectedException(String.valueOf(e.getMessage()), e);
    }
    List<SigningSecret> secrets = settings.secrets().named(name);
    if (secrets.isEmpty()) {
      throw new IOException("there is no secret '" + name + "'");
    }
    return secrets;
  }

  /**
   * The same for every attempt and replay. Without full stops, since these part what is signed, and
   * a receiver must not be made to part it in another place.
   */
  static String id(StageContext context) {
    return context.idempotencyKey().replace(".", "%2E");
  }

  private Outcome<DeliveryReceipt> attempt(
      Target target,
      Map<String, String> headers,
      byte[] body,
      CircuitBreaker circuit,
      StageContext context)
      throws InterruptedException {
    long begun = System.nanoTime();
    Attempt attempt = null;
    try {
      attempt = sender().post(target, headers, body);
    } finally {
      if (attempt == null) {
        circuit.releasePermission(); // interrupted, or refused by the client
      }
    }
    long nanos = System.nanoTime() - begun;
    Circuits.note(circuit, attempt, nanos);
    if (attempt instanceof Attempt.Answered answered && answered.delivered()) {
      return Outcome.finish(receipt(target, answered, nanos, context));
    }
    LOG.info("attempt {} at {} failed: {}", context.attempt(), target.origin(), attempt.describe());
    return plan.after(attempt, context);
  }

  private DeliveryReceipt receipt(
      Target target, Attempt.Answered answered, long nanos, StageContext context) {
    DeliveryReceipt receipt = new DeliveryReceipt();
    receipt.setId(id(context));
    receipt.setTarget(target.origin());
    receipt.setStatus(answered.status());
    receipt.setAttempt(context.attempt());
    receipt.setDeliveredAt(clock.millis());
    receipt.setMillis(TimeUnit.NANOSECONDS.toMillis(nanos));
    receipt.setAnswer(answered.text());
    return receipt;
  }

  private synchronized HttpSender sender() {
    if (sender == null) {
      sender = new HttpSender(settings, tls);
    }
    return sender;
  }

  @Override
  public synchronized void close() {
    if (sender != null) {
      sender.close();
    }
  }
}
