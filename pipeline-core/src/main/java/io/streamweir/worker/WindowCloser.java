package io.streamweir.worker;

import io.streamweir.codec.AvroCodec;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.WindowScripts;
import io.streamweir.redis.WindowScripts.Closed;
import io.streamweir.redis.WindowScripts.Closing;
import io.streamweir.redis.WindowScripts.Span;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the spans of one window in one partition whose time has come. Every worker does so: the
 * script lets one of them hand on a span's summary, whoever comes first.
 */
final class WindowCloser {
  private static final Logger LOG = LoggerFactory.getLogger(WindowCloser.class);
  private static final int AT_ONCE = 100;
  private static final long WAIT_MILLIS = 200;
  private static final long FAILED_WAIT_MILLIS = 500;

  private final String pipeline;
  private final int partition;
  private final Window window;
  private final WindowScripts scripts;
  private final AvroCodec codec;
  private final ScheduledExecutorService timer;
  private final WorkerListener listener;
  private volatile String failure = "";
  private volatile boolean stopped;

  WindowCloser(
      String pipeline,
      int partition,
      Window window,
      WindowScripts scripts,
      AvroCodec codec,
      ScheduledExecutorService timer,
      WorkerListener listener) {
    this.pipeline = pipeline;
    this.partition = partition;
    this.window = window;
    this.scripts = scripts;
    this.codec = codec;
    this.timer = timer;
    this.listener = listener;
  }

  void start() {
    again(ThreadLocalRandom.current().nextLong(WAIT_MILLIS));
  }

  void stop() {
    stopped = true;
  }

  private void tick() {
    scripts.tick(AT_ONCE).thenCompose(this::close).whenComplete(this::ticked);
  }

  /** Answers with how long to wait for the next turn, in ms: not at all where there may be more. */
  private CompletableFuture<Long> close(List<Span> spans) {
    if (spans.isEmpty() || stopped) {
      return CompletableFuture.completedFuture(WAIT_MILLIS);
    }
    List<CompletableFuture<Optional<Closing>>> read = spans.stream().map(this::read).toList();
    return CompletableFuture.allOf(read.toArray(CompletableFuture<?>[]::new))
        .thenCompose(
            done ->
                scripts.close(
                    read.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList()))
        .thenApply(closed -> closed(closed, spans.size() == AT_ONCE));
  }

  private long closed(Closed closed, boolean more) {
    if (closed.closed() > 0) {
      listener.windowsClosed(pipeline, partition, window.name(), closed.closed());
    }
    return more && closed.closed() > 0 && !closed.full() ? 0 : WAIT_MILLIS;
  }

  /** One that cannot be read stays open, and stands in the way of no other. */
  private CompletableFuture<Optional<Closing>> read(Span span) {
    return scripts
        .read(span)
        .thenApplyAsync(summary -> Optional.of(closing(span, summary)), timer)
        .exceptionally(
            thrown -> {
              tell(thrown);
              return Optional.empty();
            });
  }

  private Closing closing(Span span, WindowSummary summary) {
    String jobId = Window.jobId(window.name(), span.start(), span.key(), partition);
    return new Closing(span, summary, jobId, codec.encode(summary));
  }

  private void ticked(@Nullable Long wait, @Nullable Throwable thrown) {
    if (thrown != null) {
      tell(thrown);
    }
    again(wait == null ? FAILED_WAIT_MILLIS : wait);
  }

  /** Not over and over, since it is tried again until it succeeds. */
  private void tell(Throwable thrown) {
    Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
    boolean passing = cause instanceof RedisCallException failed && failed.passing();
    String message = String.valueOf(cause.getMessage());
    if (!stopped && !passing && !message.equals(failure)) {
      failure = message;
      LOG.error("windows {} of {}/{} stay open: {}", window.name(), pipeline, partition, message);
    }
  }

  private void again(long millis) {
    if (!stopped) {
      timer.schedule(this::tick, millis, TimeUnit.MILLISECONDS);
    }
  }
}
