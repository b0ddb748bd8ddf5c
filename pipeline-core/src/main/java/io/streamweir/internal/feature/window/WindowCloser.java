package io.streamweir.internal.feature.window;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.feature.window.WindowScripts.Closed;
import io.streamweir.internal.feature.window.WindowScripts.Closing;
import io.streamweir.internal.feature.window.WindowScripts.Span;
import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Closes the spans of one window in one partition whose time has come. One worker does so; should
 * two, the script lets the first one hand on a span's summary.
 */
public final class WindowCloser {
  private static final Logger LOG = LoggerFactory.getLogger(WindowCloser.class);
  private static final int AT_ONCE = 100;
  private static final Duration WAIT = Duration.ofMillis(200);
  private static final Duration FAILED_WAIT = Duration.ofMillis(500);

  private final String pipeline;
  private final int partition;
  private final Window window;
  private final WindowScripts scripts;
  private final AvroCodec codec;
  private final Executor executor;
  private final WorkerListener listener;
  private final OutageLog failures = new OutageLog(LOG, Level.ERROR);

  public WindowCloser(
      String pipeline,
      int partition,
      Window window,
      WindowScripts scripts,
      AvroCodec codec,
      Executor executor,
      WorkerListener listener) {
    this.pipeline = pipeline;
    this.partition = partition;
    this.window = window;
    this.scripts = scripts;
    this.codec = codec;
    this.executor = executor;
    this.listener = listener;
  }

  /** Closes what is over, again and again. */
  public UpkeepTask task() {
    return UpkeepTask.paced(WAIT, "window", purpose(), this::tick).withAfterFailure(FAILED_WAIT);
  }

  private String purpose() {
    return "closing windows " + window.name() + " of " + pipeline + "/" + partition;
  }

  private CompletionStage<Duration> tick() {
    return scripts.tick(AT_ONCE).thenCompose(this::close);
  }

  /** Answers with how long to wait for the next turn: not at all where there may be more. */
  private CompletableFuture<Duration> close(List<Span> spans) {
    if (spans.isEmpty()) {
      return CompletableFuture.completedFuture(WAIT);
    }
    List<CompletableFuture<Optional<Closing>>> read = spans.stream().map(this::read).toList();
    return CompletableFuture.allOf(read.toArray(CompletableFuture<?>[]::new))
        .thenCompose(
            done ->
                scripts.close(
                    read.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList()))
        .thenApply(closed -> closed(closed, spans.size() == AT_ONCE));
  }

  private Duration closed(Closed closed, boolean more) {
    if (closed.closed() > 0) {
      listener.windowsClosed(pipeline, partition, window.name(), closed.closed());
    }
    return more && closed.closed() > 0 && !closed.full() ? Duration.ZERO : WAIT;
  }

  /** One that cannot be read stays open, and stands in the way of no other. */
  private CompletableFuture<Optional<Closing>> read(Span span) {
    return scripts
        .read(span)
        .thenApplyAsync(summary -> Optional.of(closing(span, summary)), executor)
        .exceptionally(
            thrown -> {
              unread(thrown);
              return Optional.empty();
            });
  }

  private Closing closing(Span span, WindowSummary summary) {
    String jobId = Window.jobId(window.name(), span.start(), span.key(), partition);
    return new Closing(span, summary, jobId, codec.encode(summary));
  }

  private void unread(Throwable thrown) {
    if (!RedisCallException.isPassing(thrown)) {
      failures.failed(purpose() + " for one of its keys", thrown);
    }
  }
}
