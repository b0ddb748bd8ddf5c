package io.streamweir.http.core;

import io.streamweir.pipeline.Argument;
import io.streamweir.pipeline.Horizon;
import java.time.Duration;

/**
 * How much is done at once, and how long it may take. Immutable.
 *
 * @param threads how many requests wait for Redis at once; default 32
 * @param queued how many requests wait for such a thread; beyond them the answer is 503; default
 *     1,024
 * @param streamers how many bodies are streamed at once, such as bulk submits; default 64
 * @param heartbeat after how long without an event an open stream gets a comment; default 15 s
 */
public record DispatcherConfig(int threads, int queued, int streamers, Duration heartbeat) {

  /** Checks the bounds. */
  public DispatcherConfig {
    Argument.check(threads > 0, "threads must be at least 1: " + threads);
    Argument.check(queued > 0, "queued must be at least 1: " + queued);
    Argument.check(streamers > 0, "streamers must be at least 1: " + streamers);
    Horizon.check("heartbeat", heartbeat);
  }

  /** The defaults. */
  public static DispatcherConfig defaults() {
    return new DispatcherConfig(32, 1_024, 64, Duration.ofSeconds(15));
  }

  /** The same with another heartbeat. */
  public DispatcherConfig withHeartbeat(Duration heartbeat) {
    return new DispatcherConfig(threads, queued, streamers, heartbeat);
  }

  /** The same with other numbers of threads. */
  public DispatcherConfig withThreads(int threads, int queued, int streamers) {
    return new DispatcherConfig(threads, queued, streamers, heartbeat);
  }
}
