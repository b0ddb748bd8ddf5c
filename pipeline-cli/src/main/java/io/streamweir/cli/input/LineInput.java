package io.streamweir.cli.input;

import io.streamweir.cli.session.Session;
import io.streamweir.http.core.Lines;
import io.streamweir.stages.accesslog.SampleLog;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The lines to submit: those of a file, or the sample, which is made up while it is submitted. */
public final class LineInput implements Closeable {
  private final @Nullable JobInput file;
  private final AtomicLong made = new AtomicLong();

  /**
   * Opens it.
   *
   * @param file empty for the sample
   */
  public LineInput(String file, Session session) throws IOException {
    this(file.isEmpty() ? null : JobInput.open(file, session.in()));
  }

  /** Those of a file that is open; null for the sample. */
  public LineInput(@Nullable JobInput file) {
    this.file = file;
  }

  /** How much of it was read, 0 to 1; -1 where its size is unknown. */
  public double share() {
    return file == null ? made.doubleValue() / SampleLog.DEFAULT_LINES : file.share();
  }

  /** Submits all of it. Lines that are there leave before those are waited for that are not. */
  public void submitTo(Submission<?> submission) throws IOException, InterruptedException {
    if (file != null) {
      file.beforeWaiting(submission::flush);
      submission.all(new Lines(file.text()));
      return;
    }
    SampleLog.write(SampleLog.DEFAULT_SEED, SampleLog.DEFAULT_LINES, new Sink(submission));
    submission.flush();
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  /** Hands over what is written, line by line. */
  private final class Sink implements Appendable {
    private final Submission<?> submission;
    private final StringBuilder line = new StringBuilder();

    Sink(Submission<?> submission) {
      this.submission = submission;
    }

    @Override
    public Appendable append(CharSequence text) {
      line.append(text);
      return this;
    }

    @Override
    public Appendable append(CharSequence text, int from, int to) {
      line.append(text, from, to);
      return this;
    }

    @Override
    public Appendable append(char c) throws IOException {
      if (c != '\n') {
        line.append(c);
        return this;
      }
      try {
        submission.line(made.incrementAndGet(), line.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
      line.setLength(0);
      return this;
    }
  }
}
