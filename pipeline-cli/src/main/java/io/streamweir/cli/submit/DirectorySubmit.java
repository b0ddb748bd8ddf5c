package io.streamweir.cli.submit;

import io.streamweir.cli.result.ResultPrinter;
import io.streamweir.cli.session.FirstLink;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.ProgressLine;
import io.streamweir.client.ClientConfig;
import io.streamweir.client.GatherProgress;
import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.client.ResultTimeoutException;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import io.streamweir.schemas.manifest.Directory;
import java.time.Duration;
import java.util.OptionalInt;
import picocli.CommandLine.ExitCode;

/** Submits one directory of the pipeline manifest, and waits for its end where that is wanted. */
final class DirectorySubmit {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration HINT_AFTER = Duration.ofSeconds(5);

  private final Session session;
  private final Pipeline<Directory> pipeline;
  private final Duration timeout;

  /**
   * A submit that has not begun.
   *
   * @param timeout how long to wait for Redis where it is away, or for room
   */
  DirectorySubmit(Session session, Pipeline<Directory> pipeline, Duration timeout) {
    this.session = session;
    this.pipeline = pipeline;
    this.timeout = timeout;
  }

  /** Submits it and prints the job's id, or how the job ended; answers with the exit status. */
  int submit(Directory job, SubmitOptions options, boolean waits) throws InterruptedException {
    ClientConfig config = ClientConfig.defaults().withSubmitTimeout(timeout);
    try (RedisLink link = new FirstLink(session).within(timeout);
        JobClient<Directory> client = JobClient.connect(link, pipeline, config)) {
      Receipt receipt = client.submit(job, options);
      if (!waits) {
        session.out().line(receipt.jobId());
        return ExitCode.OK;
      }
      session.err().line("submitted " + receipt.jobId());
      Result result = end(client, receipt);
      int status = new ResultPrinter(session, false).print(result);
      return result instanceof Result.Finished ? status : ExitCode.SOFTWARE;
    }
  }

  private Result end(JobClient<Directory> client, Receipt receipt) throws InterruptedException {
    ProgressLine progress = session.progress("parts");
    long hintAt = System.nanoTime() + HINT_AFTER.toNanos();
    try {
      while (true) {
        try {
          return client.awaitResult(receipt, LOOK);
        } catch (ResultTimeoutException e) {
          boolean begun = show(progress, client, receipt);
          if (!begun && System.nanoTime() > hintAt) {
            progress.above(
                "nothing has begun yet; does a worker run? streamweir worker --pipeline "
                    + pipeline.name());
            hintAt = Long.MAX_VALUE;
          }
        }
      }
    } finally {
      progress.clear();
    }
  }

  /**
   * Whether there was something to show. Who may not read it, or cannot just now, still waits for
   * the end.
   */
  private static boolean show(ProgressLine progress, JobClient<Directory> client, Receipt receipt) {
    try {
      for (GatherProgress split : client.progress(receipt)) {
        int done = split.done() + split.failed();
        OptionalInt total = split.total();
        progress.update(total.orElse(0) == 0 ? -1 : (double) done / total.getAsInt(), done);
        return true;
      }
      return false;
    } catch (RedisCallException e) {
      return true;
    }
  }
}
