package io.streamweir.http.job;

import io.streamweir.http.core.Lines;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.core.ProblemType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a bulk submit on a thread of its own, ahead of what is submitted: up to a
 * number of lines and of bytes, however many there are.
 */
final class BulkReader {
  private static final int MOST_LINES = 4_096;
  private static final int MOST_BYTES = 8 << 20;
  private static final int TOGETHER = 512;

  private final Inputs<?> inputs;
  private final BulkWay way;
  private final Lines lines;
  private final Duration patience;
  private final BlockingQueue<BulkLine> ahead = new ArrayBlockingQueue<>(MOST_LINES);
  private final Semaphore room = new Semaphore(MOST_BYTES);
  private final BulkLine end = BulkLine.refused(0, 0, Problem.stopping());
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;
  private boolean ended;

  BulkReader(Inputs<?> inputs, BulkWay way, Lines lines, Duration patience) {
    this.inputs = inputs;
    this.way = way;
    this.lines = lines;
    this.patience = patience;
  }

  /** Reads until the body ends or the reader is closed. */
  void run() {
    try {
      readAll();
      ahead.put(end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server is closed, which who takes lines hears, too
    }
  }

  private void readAll() throws InterruptedException {
    try {
      while (!closed && lines.next()) {
        if (!lines.blank()) {
          BulkLine line = line();
          room.acquire(line.length());
          ahead.put(line);
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
  }

  private BulkLine line() {
    int bytes = (int) Math.min(Lines.LIMIT, lines.length());
    if (lines.tooLong()) {
      return BulkLine.refused(lines.number(), bytes, tooLong());
    }
    try {
      SubmitRequest request = way.request(lines.bytes(), inputs);
      byte[] payload = request.payload(inputs);
      return BulkLine.job(lines.number(), bytes, payload, request.options());
    } catch (ProblemException e) {
      return BulkLine.refused(lines.number(), bytes, e.problem());
    }
  }

  private Problem tooLong() {
    return Problem.of(
        ProblemType.TOO_LARGE,
        lines.length() + " bytes; a line must have fewer than " + Lines.LIMIT);
  }

  /** Whether a line is there, so that {@link #next} does not wait. */
  boolean ready() {
    return !ahead.isEmpty();
  }

  /**
   * The next lines, as many as are there and fit together; waits for one. Empty at the end.
   *
   * @throws ProblemException where none comes in time
   * @throws IOException where the body cannot be read to its end
   */
  List<BulkLine> next() throws IOException, InterruptedException {
    List<BulkLine> next = new ArrayList<>(TOGETHER);
    if (!ended) {
      next.add(first());
      ahead.drainTo(next, TOGETHER - 1);
      ended = next.remove(end);
    }
    if (next.isEmpty()) {
      rethrow();
    }
    next.forEach(line -> room.release(line.length()));
    return next;
  }

  private BulkLine first() throws InterruptedException {
    BulkLine line = ahead.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (line == null) {
      throw Problem.of(
              ProblemType.REQUEST_TIMEOUT, "no line came for " + patience.toSeconds() + " s")
          .asException();
    }
    return line;
  }

  private void rethrow() throws IOException {
    Throwable thrown = failure;
    if (thrown instanceof IOException io) {
      throw io;
    }
    if (thrown instanceof RuntimeException other) {
      throw other;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
  }

  /** Nobody takes lines any more: a reader that waits for room ends. */
  void close() {
    closed = true;
    room.release(MOST_BYTES);
    ahead.clear();
  }
}
