package io.streamweir.stages.webhook;

import io.streamweir.pipeline.RejectedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes one request at a time for each thread that asks, through an {@link EgressGuard}, and always
 * comes back in time. Thread-safe.
 */
final class HttpSender implements AutoCloseable {
  private final EgressGuard guard;
  private final HttpClient client;
  private final Duration timeout;

  /**
   * Opens a sender and its guard.
   *
   * @param tls null for what the JVM trusts
   */
  HttpSender(WebhookSettings settings, @Nullable SSLContext tls) {
    this.timeout = settings.timeout();
    try {
      this.guard = EgressGuard.open(settings.rules(), settings.connectTimeout());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on the loopback address", e);
    }
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(ProxySelector.of(guard.address()));
    this.client = (tls == null ? builder : builder.sslContext(tls)).build();
  }

  /**
   * Posts a body and waits for the answer's status, and a little longer for its body.
   *
   * @throws InterruptedException where the thread is interrupted; the request is given up
   * @throws RejectedException where such a request cannot be made at all
   */
  Attempt post(Target target, Map<String, String> headers, byte[] body)
      throws InterruptedException {
    HttpRequest request = request(target, headers, body);
    AtomicReference<@Nullable AnswerBody> begun = new AtomicReference<>();
    long start = System.nanoTime();
    CompletableFuture<HttpResponse<Attempt.Answered>> sent =
        client.sendAsync(
            request,
            head -> {
              AnswerBody answer = new AnswerBody(head);
              begun.set(answer);
              return answer;
            });
    try {
      return sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS).body();
    } catch (TimeoutException | ExecutionException e) {
      AnswerBody answer = begun.get();
      return answer == null ? unanswered(target, start, e.getCause()) : answer.soFar();
    } finally {
      sent.cancel(true);
    }
  }

  private static HttpRequest request(Target target, Map<String, String> headers, byte[] body) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(target.uri()).POST(HttpRequest.BodyPublishers.ofByteArray(body));
      headers.forEach(request::header);
      return request.build();
    } catch (IllegalArgumentException e) { // of java.net.http's own rules
      throw new RejectedException("refused request: " + e.getMessage(), e);
    }
  }

  private Attempt unanswered(Target target, long start, @Nullable Throwable thrown) {
    EgressGuard.Problem problem = guard.problem(target.authority(), start);
    if (problem != null) {
      return problem.refused()
          ? new Attempt.Refused(problem.text())
          : new Attempt.Unanswered(problem.text());
    }
    return new Attempt.Unanswered(thrown == null ? "nothing within " + timeout : describe(thrown));
  }

  private static String describe(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    guard.close();
  }
}
