package io.streamweir.http.server;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.Content;

/** Reads a whole body as it comes, without a thread that waits for it. */
final class BodyReader implements Runnable {
  private final Content.Source source;
  private final long most;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

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
    if (read.size() + (long) bytes.length > most) {
      whole.completeExceptionally(new TooLongException());
      return;
    }
    if (last && read.size() == 0) {
      whole.complete(bytes);
      return;
    }
    read.writeBytes(bytes);
    if (last) {
      whole.complete(read.toByteArray());
    }
  }
}
