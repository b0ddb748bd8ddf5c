package io.streamweir.stages.webhook;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer's body up to a bound and keeps how it begins. What is within the bound is read to
 * its end, so that the connection can be used again; beyond it the connection is given up. That a
 * body breaks off changes nothing of the answer: its status has been given.
 */
final class AnswerBody implements HttpResponse.BodySubscriber<Attempt.Answered> {
  private static final int MOST_BYTES = 64 * 1024;
  private static final int KEPT_BYTES = 500;

  private final HttpResponse.ResponseInfo head;
  private final CompletableFuture<Attempt.Answered> answer = new CompletableFuture<>();
  private final byte[] kept = new byte[KEPT_BYTES];
  private int keptBytes;
  private long bytes;
  private Flow.@Nullable Subscription subscription;

  AnswerBody(HttpResponse.ResponseInfo head) {
    this.head = head;
  }

  /** The answer with what has come of its body. */
  synchronized Attempt.Answered soFar() {
    String retryAfter = head.headers().firstValue("Retry-After").orElse(null);
    return new Attempt.Answered(head.statusCode(), retryAfter, printable());
  }

  private String printable() {
    String text = new String(kept, 0, keptBytes, StandardCharsets.UTF_8);
    return text.replaceAll("[\\p{Cntrl}\\s\uFFFD]+", " ").strip();
  }

  @Override
  public CompletionStage<Attempt.Answered> getBody() {
    return answer;
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    synchronized (this) {
      subscription = begun;
    }
    begun.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    Flow.Subscription from;
    boolean enough;
    synchronized (this) {
      buffers.forEach(this::take);
      enough = bytes > MOST_BYTES;
      from = subscription;
    }
    if (from == null) {
      throw new IllegalStateException("a body came before its subscription");
    }
    if (enough) {
      from.cancel();
      answer.complete(soFar());
    } else {
      from.request(1);
    }
  }

  private void take(ByteBuffer buffer) {
    bytes += buffer.remaining();
    int length = Math.min(buffer.remaining(), KEPT_BYTES - keptBytes);
    buffer.get(kept, keptBytes, length);
    keptBytes += length;
  }

  @Override
  public void onError(Throwable thrown) {
    answer.complete(soFar());
  }

  @Override
  public void onComplete() {
    answer.complete(soFar());
  }
}
