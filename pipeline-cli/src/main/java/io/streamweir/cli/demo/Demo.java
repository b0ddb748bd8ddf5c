package io.streamweir.cli.demo;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.input.JobFormat;
import io.streamweir.cli.input.LineInput;
import io.streamweir.cli.input.Submission;
import io.streamweir.cli.report.ReportLook;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.text.Secrets;
import io.streamweir.client.ClientConfig;
import io.streamweir.client.JobClient;
import io.streamweir.http.core.Lines;
import io.streamweir.http.operation.Pace;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.WindowStatus;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.Window;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.schemas.accesslog.LogLine;
import io.streamweir.stages.accesslog.AccessLogPipeline;
import io.streamweir.stages.accesslog.AccessLogReport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * One demo: workers that are processes of their own, jobs for them, and a look at what comes of it.
 * Used once.
 */
final class Demo {
  private static final Duration WORKERS_START = Duration.ofSeconds(60);
  private static final Duration STRAGGLERS = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 50;
  private static final long TOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(1_200);

  private final Session session;
  private final Cleanup cleanup;
  private final RedisConfig redis;
  private final Pipeline<LogLine> pipeline = new AccessLogPipeline().pipeline();
  private final List<WorkerProcess> workers = new ArrayList<>();
  private boolean ended;

  Demo(Session session, Cleanup cleanup, RedisConfig redis) {
    this.session = session;
    this.cleanup = cleanup;
    this.redis = redis;
  }

  /**
   * What came of it.
   *
   * @param report what was counted
   * @param elapsed from the first submit until nothing was left to do
   * @param text the report for people
   */
  record Outcome(AccessLogReport report, Duration elapsed, String text) {}

  /** Starts the workers, submits the input, waits until all is done, and ends the workers. */
  Outcome run(LineInput input, int count, ScratchDirectory scratch)
      throws IOException, InterruptedException {
    startWorkers(count, scratch);
    ClientConfig config = ClientConfig.defaults().withMaxPayloadBytes(4 * Lines.LIMIT);
    try (RedisLink link = session.openLink(redis);
        JobClient<LogLine> client = JobClient.connect(link, pipeline, config)) {
      awaitWorkers();
      Submission<LogLine> submission =
          new Submission<>(
              client.source(JobId.next()),
              JobFormat.of(LogLine.class),
              new Pace(0, System::nanoTime),
              session::warn);
      DemoProgress progress = new DemoProgress(session);
      long start = System.nanoTime();
      CompletableFuture<Void> submitted = submit(input, submission);
      watch(progress, link, input, submission, submitted);
      long end = System.nanoTime();
      Inspector inspector = new Inspector(link, pipeline);
      AccessLogReport report = withAlerts(inspector);
      progress.end(end, submission.counts(), allTold(inspector, end));
      Duration elapsed = Duration.ofNanos(end - start);
      String text =
          report.toText(ReportLook.of(session.terminal(), link, pipeline).withElapsed(elapsed));
      return new Outcome(report, elapsed, text);
    } finally {
      endWorkers();
    }
  }

  private void startWorkers(int count, ScratchDirectory scratch) throws IOException {
    cleanup.later(this::killWorkers);
    for (int i = 1; i <= count; i++) {
      WorkerProcess worker =
          WorkerProcess.start("demo-worker-" + i, pipeline.name(), redis, scratch.path());
      synchronized (workers) {
        workers.add(worker);
      }
    }
  }

  private void awaitWorkers() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + WORKERS_START.toNanos();
    for (WorkerProcess worker : workers) {
      while (!worker.ready()) {
        checkWorkers(0);
        if (System.nanoTime() - deadline > 0) {
          throw new CommandFailedException(
              worker.name() + " does not become ready:\n" + worker.output());
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    }
  }

  private CompletableFuture<Void> submit(LineInput input, Submission<LogLine> submission) {
    CompletableFuture<Void> submitted = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                input.submitTo(submission);
                submitted.complete(null);
              } catch (IOException | InterruptedException | RuntimeException e) {
                submitted.completeExceptionally(e);
              }
            },
            "submit");
    thread.setDaemon(true);
    thread.start();
    return submitted;
  }

  /** Minutes that have ended close soon after; those that may go on stay open. */
  private static AccessLogReport withAlerts(Inspector inspector) throws InterruptedException {
    long deadline = System.nanoTime() + STRAGGLERS.toNanos();
    while (System.nanoTime() - deadline < 0
        && (inspector.windows().stream().anyMatch(WindowStatus::behind)
            || !inspector.status().stream().map(StageProgress::of).allMatch(StageProgress::idle))) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return AccessLogReport.of(inspector::counters);
  }

  /** Workers tell within a second what ran through. */
  private static List<StageProgress> allTold(Inspector inspector, long end)
      throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(TOLD_NANOS - (System.nanoTime() - end));
    return inspector.status().stream().map(StageProgress::of).toList();
  }

  private void watch(
      DemoProgress progress,
      RedisLink link,
      LineInput input,
      Submission<LogLine> submission,
      CompletableFuture<Void> submitted)
      throws InterruptedException {
    Inspector inspector = new Inspector(link, pipeline);
    long idleSince = 0;
    while (true) {
      checkWorkers(1);
      boolean all = submitted.isDone();
      rethrow(submitted);
      List<StageProgress> stages = inspector.status().stream().map(StageProgress::of).toList();
      boolean idle = all && stages.stream().allMatch(StageProgress::idle);
      idleSince = !idle ? 0 : idleSince == 0 ? System.nanoTime() : idleSince;
      if (idle) {
        AccessLogReport report = AccessLogReport.of(inspector::counters);
        long missing = submission.counts().submitted() - ended(report, stages);
        if (missing == 0) {
          return;
        }
        if (System.nanoTime() - idleSince > STRAGGLERS.toNanos()) {
          throw new CommandFailedException(
              "nothing is left to do, but "
                  + Plural.of(missing, "job is", "jobs are")
                  + " unaccounted for");
        }
      }
      progress.update(submission.counts(), input.share(), stages);
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /** Every job is counted as accepted or rejected in the end, unless it dies at a later stage. */
  private long ended(AccessLogReport report, List<StageProgress> stages) {
    List<String> summed = pipeline.windows().stream().map(Window::closesTo).toList();
    return report.lines()
        + stages.stream()
            .skip(1)
            .filter(stage -> !summed.contains(stage.stage())) // takes no lines
            .mapToLong(StageProgress::dead)
            .sum();
  }

  /** Workers may die as long as so many live: their work is taken over. */
  private void checkWorkers(int mustLive) {
    List<WorkerProcess> dead = workers.stream().filter(worker -> !worker.alive()).toList();
    int living = workers.size() - dead.size();
    boolean enough = mustLive == 0 ? dead.isEmpty() : living >= mustLive;
    for (WorkerProcess worker : dead) {
      session.warn(
          worker.name() + " has ended" + (enough ? "; others take over" : "") + ". It logged:");
      session.err().line(Secrets.hide(worker.output()));
    }
    synchronized (workers) {
      workers.removeAll(dead);
    }
    if (!enough) {
      throw new CommandFailedException(
          "no worker is left to do the work; see above what it logged");
    }
  }

  private static void rethrow(CompletableFuture<Void> submitted) {
    try {
      submitted.getNow(null);
    } catch (CompletionException e) {
      throw new CommandFailedException(
          "submitting failed: " + Failures.message(e.getCause() == null ? e : e.getCause()));
    }
  }

  private void endWorkers() {
    synchronized (workers) {
      ended = true;
      workers.forEach(WorkerProcess::stop);
      workers.forEach(WorkerProcess::awaitEnd);
    }
  }

  private void killWorkers() {
    synchronized (workers) {
      if (!ended) {
        workers.forEach(WorkerProcess::kill);
      }
    }
  }
}
