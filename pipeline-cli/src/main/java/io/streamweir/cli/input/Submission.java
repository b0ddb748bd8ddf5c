package io.streamweir.cli.input;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.Failures;
import io.streamweir.client.NumberedSource;
import io.streamweir.client.PayloadTooLargeException;
import io.streamweir.codec.UndecodableException;
import io.streamweir.http.core.Lines;
import io.streamweir.http.operation.Pace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Turns lines into jobs and submits them in batches. One thread feeds it; others may look at its
 * {@link #counts} and {@link #stop} it.
 */
public final class Submission<I> {
  private final NumberedSource<I> source;
  private final JobFormat<I> format;
  private final Pace pace;
  private final Consumer<String> refusals;
  private final List<I> batch = new ArrayList<>();
  private final ReentrantLock sending = new ReentrantLock();
  private volatile Counts counts = new Counts(0, 0, 0);
  private Consumer<Counts> progress = counts -> {};
  private Consumer<List<String>> submitted = jobIds -> {};

  /**
   * A submission.
   *
   * @param refusals hears of each line that is refused, and why
   */
  public Submission(
      NumberedSource<I> source, JobFormat<I> format, Pace pace, Consumer<String> refusals) {
    this.source = source;
    this.format = format;
    this.pace = pace;
    this.refusals = refusals;
  }

  /**
   * How far it has come.
   *
   * @param submitted jobs that were added
   * @param refused lines that make no job
   * @param duplicates jobs that had been added before
   */
  public record Counts(long submitted, long refused, long duplicates) {
    public long lines() {
      return submitted + refused + duplicates;
    }

    @Override
    public String toString() {
      return "submitted " + submitted + ", refused " + refused + ", duplicates " + duplicates;
    }
  }

  /** Tells after each batch how far it has come. */
  public void onProgress(Consumer<Counts> listener) {
    progress = listener;
  }

  /** Tells after each batch which jobs were added. */
  public void onSubmitted(Consumer<List<String>> listener) {
    submitted = listener;
  }

  public Counts counts() {
    return counts;
  }

  /** Submits all lines. A batch that is not full waits until there is a {@link #flush}. */
  public void all(Lines lines) throws IOException, InterruptedException {
    while (lines.next()) {
      if (lines.tooLong()) {
        refuse(
            lines.number(), lines.length() + " bytes, a line must have fewer than " + Lines.LIMIT);
      } else if (!lines.blank()) {
        line(lines);
      }
    }
    flush();
  }

  private void line(Lines lines) throws InterruptedException {
    int at = format.takesAnyBytes() ? 0 : lines.notUtf8At();
    if (at > 0) {
      refuse(lines.number(), "it is not UTF-8 at byte " + at);
    } else {
      line(lines.number(), lines.text());
    }
  }

  /** Takes one line, which may leave later. */
  void line(long number, String text) throws InterruptedException {
    try {
      batch.add(format.read(text));
    } catch (UndecodableException | IllegalArgumentException e) {
      refuse(number, Failures.message(e));
      return;
    }
    if (batch.size() >= pace.batch()) {
      flush();
    }
  }

  /** Submits what was taken. */
  void flush() throws InterruptedException {
    if (batch.isEmpty()) {
      return;
    }
    pace.await(batch.size());
    sending.lockInterruptibly();
    try {
      NumberedSource.Taken taken = source.submit(batch);
      add(taken.submitted(), 0, taken.duplicates());
      submitted.accept(taken.jobIds());
    } catch (PayloadTooLargeException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()));
    } finally {
      sending.unlock();
      batch.clear();
    }
    progress.accept(counts);
  }

  /** Lets the batch that is on its way end, and none after it. */
  public void stop() {
    sending.lock();
  }

  private void refuse(long number, String why) {
    add(0, 1, 0);
    refusals.accept("line " + number + " refused: " + why);
  }

  private void add(long submitted, long refused, long duplicates) {
    Counts now = counts;
    counts =
        new Counts(now.submitted + submitted, now.refused + refused, now.duplicates + duplicates);
  }
}
