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
  /** How java.net.http's message begins where an answer broke off in its head. */
  private static final String ANSWER_BEGUN = "parsing HTTP/1.1";

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
   * <p>A target may close an idle connection in the moment in which a request is sent on it. Where
   * a connection that was used before ends without an answer, the request is sent again at once,
   * until it has a connection of its own.
   *
   * @throws InterruptedException where the thread is interrupted; the request is given up
   * @throws RejectedException where such a request cannot be made at all
   */
  Attempt post(Target target, Map<String, String> headers, byte[] body)
      throws InterruptedException {
    long start = System.nanoTime();
    Attempt attempt;
    do {
      attempt = postOnce(target, headers, body, start);
    } while (attempt == null);
    return attempt;
  }

  /** Null where the request failed on a connection that was used before. */
  private @Nullable Attempt postOnce(
      Target target, Map<String, String> headers, byte[] body, long start)
      throws InterruptedException {
    String tag = guard.tunnels().tag();
    HttpRequest request = request(target, headers, body, tag);
    guard.tunnels().expect(tag);
    AtomicReference<@Nullable AnswerBody> begun = new AtomicReference<>();
    CompletableFuture<HttpResponse<Attempt.Answered>> sent =
        client.sendAsync(
            request,
            head -> {
              AnswerBody answer = new AnswerBody(head);
              begun.set(answer);
              return answer;
            });
    try {
      long left = timeout.toNanos() - (System.nanoTime() - start);
      return sent.get(left, TimeUnit.NANOSECONDS).body();
    } catch (TimeoutException | ExecutionException e) {
      AnswerBody answer = begun.get();
      if (answer != null) {
        return answer.soFar();
      }
      Attempt failed = unanswered(target, start, e.getCause());
      boolean stale = target.secure() && !guard.tunnels().isFresh(tag) && brokeOff(e, failed);
      return stale ? null : failed;
    } finally {
      guard.tunnels().forget(tag);
      sent.cancel(true);
    }
  }

  /** Whether the connection ended before any byte of an answer. */
  private static boolean brokeOff(Exception thrown, Attempt failed) {
    return thrown.getCause() instanceof IOException
        && failed instanceof Attempt.Unanswered unanswered
        && !unanswered.problem().startsWith(ANSWER_BEGUN);
  }

  private static HttpRequest request(
      Target target, Map<String, String> headers, byte[] body, String tag) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(target.uri()).POST(HttpRequest.BodyPublishers.ofByteArray(body));
      headers.forEach(request::header);
      if (target.secure()) { // a plain request would take its tag along
        request.header(FreshTunnels.HEADER, tag);
      }
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
