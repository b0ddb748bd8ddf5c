package io.streamweir.http.server;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.Content;

/**
 * Reads a whole body as it comes, without a thread that waits for it. Of a body that is too long it
 * passes over some more before it gives up: a client that is still sending would not see the
 * answer.
 */
final class BodyReader implements Runnable {
  private static final long PASSED_OVER = 16L << 20;

  private final Content.Source source;
  private final long most;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private long tooMany;

  /** That there is more than is taken. */
  static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private BodyReader(Content.Source source, long most) {
    this.source = source;
    this.most = most;
  }

  /** The body; fails with {@link TooLongException} where it is longer. */
  static CompletableFuture<byte[]> read(Content.Source source, long most) {
    BodyReader reader = new BodyReader(source, most);
    reader.run();
    return reader.whole;
  }

  @Override
  public void run() {
    while (!whole.isDone()) {
      Content.Chunk chunk = source.read();
      if (chunk == null) {
        source.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        whole.completeExceptionally(chunk.getFailure());
        return;
      }
      take(chunk);
    }
  }

  private void take(Content.Chunk chunk) {
    boolean last = chunk.isLast();
    byte[] bytes = new byte[chunk.remaining()];
    chunk.getByteBuffer().get(bytes);
    chunk.release();
    if (tooMany > 0 || read.size() + (long) bytes.length > most) {
      tooMany += bytes.length;
      read.reset();
    } else {
      read.writeBytes(bytes);
    }
    if (tooMany > PASSED_OVER || (last && tooMany > 0)) {
      whole.completeExceptionally(new TooLongException());
    } else if (last) {
      whole.complete(read.toByteArray());
    }
  }
}
