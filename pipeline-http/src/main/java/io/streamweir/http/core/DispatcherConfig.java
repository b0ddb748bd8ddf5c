package io.streamweir.http.core;

import io.streamweir.pipeline.Argument;
import io.streamweir.pipeline.Horizon;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How much is done at once, and how long it may take. Immutable.
 *
 * @param threads how many requests wait for Redis at once; default 32
 * @param queued how many requests wait for such a thread; beyond them the answer is 503; default
 *     1,024
 * @param streamers how many bodies are streamed at once, such as bulk submits; default 64
 * @param bodyBytes how many bytes of whole bodies are held at once, from when they are read until
 *     their requests are answered; beyond them the answer is 503; default a quarter of the heap
 * @param heartbeat after how long without an event an open stream gets a comment; default 15 s
 */
public record DispatcherConfig(
    int threads, int queued, int streamers, long bodyBytes, Duration heartbeat) {
  private static final int HEAP_SHARE = 4;

  /** Checks the bounds. */
  public DispatcherConfig {
    Argument.check(threads > 0, "threads must be at least 1: " + threads);
    Argument.check(queued > 0, "queued must be at least 1: " + queued);
    Argument.check(streamers > 0, "streamers must be at least 1: " + streamers);
    Argument.check(bodyBytes > 0, "bodyBytes must be at least 1: " + bodyBytes);
    Horizon.check("heartbeat", heartbeat);
  }

  /** The defaults. */
  public static DispatcherConfig defaults() {
    long bodyBytes = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    return new DispatcherConfig(32, 1_024, 64, bodyBytes, Duration.ofSeconds(15));
  }

  /** The components that change, by name. */
  private final class Draft {
    int threads = DispatcherConfig.this.threads;
    int queued = DispatcherConfig.this.queued;
    int streamers = DispatcherConfig.this.streamers;
    long bodyBytes = DispatcherConfig.this.bodyBytes;
    Duration heartbeat = DispatcherConfig.this.heartbeat;
  }

  private DispatcherConfig with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new DispatcherConfig(
        draft.threads, draft.queued, draft.streamers, draft.bodyBytes, draft.heartbeat);
  }

  /** The same with another heartbeat. */
  public DispatcherConfig withHeartbeat(Duration heartbeat) {
    return with(draft -> draft.heartbeat = heartbeat);
  }

  /** The same with other numbers of threads. */
  public DispatcherConfig withThreads(int threads, int queued, int streamers) {
    return with(
        draft -> {
          draft.threads = threads;
          draft.queued = queued;
          draft.streamers = streamers;
        });
  }

  /** The same with another bound on bodies. */
  public DispatcherConfig withBodyBytes(long bodyBytes) {
    return with(draft -> draft.bodyBytes = bodyBytes);
  }
}
