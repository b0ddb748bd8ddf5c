package io.streamweir.cli.submit;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.input.JobFormat;
import io.streamweir.cli.input.JobInput;
import io.streamweir.cli.input.LineInput;
import io.streamweir.cli.input.Rereadable;
import io.streamweir.cli.input.Snapshot;
import io.streamweir.cli.input.Submission;
import io.streamweir.cli.option.DurationConverter;
import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.option.PriorityConverter;
import io.streamweir.cli.session.FirstLink;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.ClosedOutputException;
import io.streamweir.cli.terminal.ProgressLine;
import io.streamweir.cli.terminal.StopSignals;
import io.streamweir.client.ClientConfig;
import io.streamweir.client.JobClient;
import io.streamweir.client.SubmitOptions;
import io.streamweir.http.core.Lines;
import io.streamweir.http.operation.Pace;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Priority;
import io.streamweir.redis.RedisLink;
import io.streamweir.schemas.manifest.Directory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.DoubleSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code submit}: one job per line. */
@Command(
    name = "submit",
    description = {
      "Submits one job per line of a FILE. With the pipeline manifest, submits one directory DIR"
          + " and prints the job's id.",
      "If the pipeline takes a text, a line is the job's text. Else it is the job as JSON by its"
          + " Avro schema. Blank lines are no jobs. Lines of 1 MiB or more and lines that do not"
          + " fit are refused with their numbers; the others go on."
    },
    footer = {
      "",
      "Exit status: 0 all submitted, 1 failure, some lines refused, or with --wait an incomplete"
          + " manifest, 2 wrong usage, 130 interrupted."
    })
public final class SubmitCommand implements Callable<Integer> {
  /** A line's bytes may each become three, where they are not UTF-8. */
  private static final int MAX_PAYLOAD = 4 * Lines.LIMIT;

  private final Session session;

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE|DIR",
      description =
          "The file or pipe, plain or gzip; - for standard input. Of the pipeline manifest the"
              + " directory, relative to the root of the workers; - for several, one per line")
  private String file = "";

  @Option(
      names = "--sample",
      description = "Submit the sample log of 20,000 lines that demo shows, in place of a FILE")
  private boolean sample;

  @Option(
      names = "--repeat",
      description = "Begin again at the end, until it is stopped; a steady load with --rate")
  private boolean repeat;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Submit at most N jobs per second. Default: no limit")
  private double rate;

  @Option(
      names = "--once",
      description =
          "Add nothing twice: the same content submitted again within 7 days, or after a crash,"
              + " adds only what is missing. Standard input and pipes are read to their end first")
  private boolean once;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "How long to wait for Redis where it is not there yet or away, or for room. Default: 2m")
  private Duration timeout = Duration.ofMinutes(2);

  @Option(
      names = "--priority",
      paramLabel = "LEVEL",
      converter = PriorityConverter.class,
      description =
          "How urgent the jobs are at every stage: high, normal or low, of a pipeline that has"
              + " priorities on. Default: normal")
  private Priority priority = Priority.NORMAL;

  @Option(
      names = "--ids",
      description =
          "Print the id of each job that is submitted, a line each, in their order; counts go to"
              + " standard error")
  private boolean ids;

  @Mixin private final StartOptions start = new StartOptions();

  @Mixin private final DurabilityOptions durability = new DurabilityOptions();

  @Mixin private final ManifestOptions manifest = new ManifestOptions();

  SubmitCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    check();
    Pipeline<?> chosen = session.pipelines().find(pipeline.name());
    Optional<Pipeline<Directory>> directories = ManifestOptions.ofDirectories(chosen);
    if (directories.isPresent() && !file.equals("-")) {
      checkDirectory();
      return new DirectorySubmit(session, directories.get(), timeout)
          .submit(manifest.job(file), options(), manifest.waits());
    }
    if (manifest.given()) {
      throw new UsageException(
          "--output, --print and --wait go with a DIR of the pipeline manifest");
    }
    if (once) {
      try (Snapshot snapshot = Snapshot.of(file, session.in());
          JobInput input = snapshot.open()) {
        Lines lines = new Lines(snapshot.content(input));
        return submit(chosen, snapshot.name(), input::share, to -> to.all(lines));
      }
    }
    if (repeat && !sample) {
      try (Rereadable again = Rereadable.of(file, session.in())) {
        return submitForEver(chosen, () -> new LineInput(again.open()));
      }
    }
    if (repeat) {
      return submitForEver(chosen, () -> new LineInput(file, session));
    }
    try (LineInput input = new LineInput(file, session)) {
      return submit(chosen, JobId.next(), input::share, input::submitTo);
    }
  }

  private void check() {
    if (rate < 0 || Double.isNaN(rate)) {
      throw new UsageException("--rate must be a positive number: " + rate);
    }
    options(); // complains where they make no sense
    if (sample == !file.isEmpty()) {
      throw new UsageException(
          sample
              ? "--sample takes the place of a FILE; leave one of them out"
              : "what shall be submitted? Give a FILE, - for standard input, or --sample");
    }
    if (once && (sample || repeat)) {
      throw new UsageException("--once submits a FILE once: leave out --sample and --repeat");
    }
    if (repeat && file.equals("-")) {
      throw new UsageException("standard input cannot be read again; --repeat wants a FILE");
    }
  }

  private void checkDirectory() {
    if (sample || once || repeat || rate > 0) {
      throw new UsageException(
          "--sample, --once, --repeat and --rate submit lines; give a DIR without them");
    }
  }

  private SubmitOptions options() {
    SubmitOptions options = SubmitOptions.defaults().withDurability(durability.durability());
    return start.add(options.withPriority(priority));
  }

  /** Opens the same input anew. */
  private interface Source {
    LineInput open() throws IOException;
  }

  private int submitForEver(Pipeline<?> chosen, Source source)
      throws IOException, InterruptedException {
    source.open().close(); // says clearly why it cannot be read, before Redis is asked for
    return submit(chosen, JobId.next(), () -> -1, to -> submitForEver(source, to));
  }

  private void submitForEver(Source source, Submission<?> submission)
      throws IOException, InterruptedException {
    while (true) {
      try (LineInput input = source.open()) {
        input.submitTo(submission);
      }
      if (submission.counts().lines() == 0) {
        throw new CommandFailedException(file + " holds no job that could be repeated");
      }
    }
  }

  /** Hands all of an input over. */
  private interface Feed {
    void submitTo(Submission<?> submission) throws IOException, InterruptedException;
  }

  private <I> int submit(Pipeline<I> chosen, String source, DoubleSupplier share, Feed feed)
      throws IOException, InterruptedException {
    ClientConfig config =
        ClientConfig.defaults().withMaxPayloadBytes(MAX_PAYLOAD).withSubmitTimeout(timeout);
    ProgressLine progress = session.progress("lines");
    try (RedisLink link = new FirstLink(session).within(timeout);
        JobClient<I> client = JobClient.connect(link, chosen, config)) {
      Submission<I> submission =
          new Submission<>(
              client.source(source, options()),
              JobFormat.of(chosen.input()).keyedAs(chosen),
              new Pace(rate, System::nanoTime),
              progress::above);
      submission.onProgress(counts -> progress.update(share.getAsDouble(), counts.lines()));
      if (ids) {
        submission.onSubmitted(added -> print(added, progress));
      }
      endEarlyOnSignal(submission, progress);
      run(submission, feed, progress);
      tell(submission.counts());
      return submission.counts().refused() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private void print(List<String> added, ProgressLine progress) {
    if (!added.isEmpty()) {
      progress.clear();
      try {
        session.out().line(String.join("\n", added));
      } catch (ClosedOutputException e) {
        throw new CommandFailedException("nobody reads the ids any longer");
      }
    }
  }

  private void tell(Submission.Counts counts) {
    (ids ? session.err() : session.out()).line(counts.toString());
  }

  private void run(Submission<?> submission, Feed feed, ProgressLine progress)
      throws IOException, InterruptedException {
    try {
      feed.submitTo(submission);
    } catch (IOException | RuntimeException e) {
      progress.above("stopped after: " + submission.counts());
      throw e;
    } finally {
      progress.clear();
    }
  }

  /**
   * The thread that submits may be waiting for input for ever, so the signal's thread ends the
   * process.
   */
  private void endEarlyOnSignal(Submission<?> submission, ProgressLine progress) {
    StopSignals.onFirst(
        status -> {
          submission.stop();
          progress.clear();
          tell(submission.counts());
          String advice = once ? "run the same command again to go on" : "what was submitted stays";
          session.warn("interrupted; " + advice);
          System.exit(status);
        });
  }
}
