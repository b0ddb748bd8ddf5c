package io.streamweir.http.job;

import io.streamweir.http.core.Lines;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.core.ProblemType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a bulk submit on a thread of its own, ahead of what is answered: up to a
 * number of bytes, however many lines there are. Hands them over page by page, since handing over
 * costs more than reading a line.
 */
final class BulkReader {
  private static final int MOST_BYTES = 8 << 20;
  private static final int LEAST_BYTES = 1 << 10; // of a line, for all that is kept of it
  private static final int PAGE_BYTES = 1 << 20;
  private static final int TOGETHER = 512;

  private final Inputs<?> inputs;
  private final BulkWay way;
  private final Lines lines;
  private final Duration patience;
  private final BlockingQueue<List<BulkLine>> ahead = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(MOST_BYTES);
  private List<BulkLine> page = new ArrayList<>(); // the reading thread's own
  private int pageBytes;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;

  BulkReader(Inputs<?> inputs, BulkWay way, InputStream body, Duration patience) {
    this.inputs = inputs;
    this.way = way;
    this.lines = new Lines(new Body(body));
    this.patience = patience;
  }

  /** The next read may wait for the client, who may wait for answers to what was read before. */
  private final class Body extends FilterInputStream {
    Body(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      handOver();
      return closed ? -1 : super.read(into, from, most);
    }
  }

  /** Reads until the body ends or the reader is closed. */
  void run() {
    try {
      while (!closed && lines.next()) {
        if (!lines.blank()) {
          add(line());
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
    handOver();
    ahead.add(List.of());
  }

  private void add(BulkLine line) {
    page.add(line);
    pageBytes += cost(line);
    if (page.size() == TOGETHER || pageBytes >= PAGE_BYTES) {
      handOver();
    }
  }

  private void handOver() {
    if (!page.isEmpty()) {
      room.acquireUninterruptibly(pageBytes); // until they are answered, or nobody answers any more
      ahead.add(page);
      page = new ArrayList<>(TOGETHER);
      pageBytes = 0;
    }
  }

  private static int cost(BulkLine line) {
    return Math.max(LEAST_BYTES, line.length());
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

  /** Whether {@link #next} does not wait. */
  boolean ready() {
    return !ahead.isEmpty();
  }

  /**
   * The next lines, as many as are there and fit together; waits for one. Empty at the end, behind
   * which there is nothing.
   *
   * @throws ProblemException where none comes in time
   */
  List<BulkLine> next() throws InterruptedException {
    List<BulkLine> next = first();
    for (List<BulkLine> more = ahead.peek(); fits(more, next); more = ahead.peek()) {
      next.addAll(ahead.remove());
    }
    return next;
  }

  private static boolean fits(@Nullable List<BulkLine> more, List<BulkLine> next) {
    return more != null
        && !more.isEmpty()
        && !next.isEmpty()
        && next.size() + more.size() <= TOGETHER;
  }

  private List<BulkLine> first() throws InterruptedException {
    List<BulkLine> there = ahead.poll();
    if (there != null) {
      return there;
    }
    List<BulkLine> awaited = ahead.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (awaited == null) {
      throw Problem.of(
              ProblemType.REQUEST_TIMEOUT, "no line came for " + patience.toSeconds() + " s")
          .asException();
    }
    return awaited;
  }

  /** These lines are answered, and others may be read in their place. */
  void answered(List<BulkLine> lines) {
    room.release(lines.stream().mapToInt(BulkReader::cost).sum());
  }

  /**
   * Behind the last line: whether the body was read to its end.
   *
   * @throws IOException where it could not be read
   * @throws RuntimeException where no more of it may be read
   */
  void checkEnd() throws IOException {
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
