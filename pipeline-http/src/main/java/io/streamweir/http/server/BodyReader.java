package io.streamweir.http.server;

import io.streamweir.http.core.HeldBody;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.Content;

/** Reads a whole body as it comes, without a thread that waits for it, until it is refused. */
final class BodyReader implements Runnable {
  private final Content.Source source;
  private final HeldBody body;
  private final CompletableFuture<HeldBody> done = new CompletableFuture<>();

  private BodyReader(Content.Source source, HeldBody body) {
    this.source = source;
    this.body = body;
  }

  /** Reads into this body, which then has all or is refused. */
  static CompletableFuture<HeldBody> read(Content.Source source, HeldBody body) {
    BodyReader reader = new BodyReader(source, body);
    if (body.refusal().isPresent()) {
      reader.done.complete(body);
    }
    reader.run();
    return reader.done;
  }

  @Override
  public void run() {
    while (!done.isDone()) {
      Content.Chunk chunk = source.read();
      if (chunk == null) {
        source.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        done.completeExceptionally(chunk.getFailure());
        return;
      }
      take(chunk);
    }
  }

  private void take(Content.Chunk chunk) {
    boolean last = chunk.isLast();
    try {
      body.add(chunk.getByteBuffer());
    } finally {
      chunk.release();
    }
    if (last || body.refusal().isPresent()) {
      done.complete(body);
    }
  }
}
