package io.streamweir.chaos.rig;

import io.streamweir.chaos.program.RunLog;
import io.streamweir.chaos.program.RunLog.StageName;
import io.streamweir.chaos.site.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The worker processes of a run, those that died included. Thread-safe. */
public final class Workers implements AutoCloseable {
  private final Path directory;
  private final Supplier<Site.Way> ways;
  private final WorkerProcess.Launch usual;
  private final AtomicInteger started = new AtomicInteger();
  private final List<WorkerProcess> all = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  Workers(Path directory, Supplier<Site.Way> ways, WorkerProcess.Launch usual) {
    this.directory = directory;
    this.ways = ways;
    this.usual = usual;
  }

  /** How workers are started unless it is said otherwise. */
  public WorkerProcess.Launch usual() {
    return usual;
  }

  /** Starts a worker as usual and waits until it works. */
  public WorkerProcess start() {
    return start(usual);
  }

  /** Starts a worker and waits until it works. */
  public WorkerProcess start(WorkerProcess.Launch launch) {
    return launch(launch).awaitReady();
  }

  /** Starts a worker as usual and does not wait for it. */
  public WorkerProcess startSoon() {
    return startSoon(usual);
  }

  /** Starts a worker and does not wait for it. */
  public WorkerProcess startSoon(WorkerProcess.Launch launch) {
    return launch(launch);
  }

  /** Starts so many workers at once and waits until all of them work. */
  public void start(int count) {
    List<WorkerProcess> begun = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      begun.add(launch(usual));
    }
    begun.forEach(WorkerProcess::awaitReady);
  }

  /** Entries run through stages of every other worker. */
  private synchronized WorkerProcess launch(WorkerProcess.Launch launch) {
    if (closed) {
      throw new IllegalStateException("the run is over");
    }
    int number = started.incrementAndGet();
    String name = "worker-" + number;
    Path runs = directory.resolve(name + ".runs");
    WorkerProcess worker =
        WorkerProcess.start(name, launch.running(number % 2 == 1), ways.get(), runs);
    all.add(worker);
    return worker;
  }

  /** Those that run, in the order of their start. */
  public List<WorkerProcess> running() {
    return all.stream().filter(worker -> worker.jvm().isAlive()).toList();
  }

  /** How many were started. */
  public int started() {
    return started.get();
  }

  /** How often the handlers of these stages were called, over all workers. */
  public long runs(List<StageName> stages) {
    long runs = 0;
    for (WorkerProcess worker : all) {
      RunLog log = worker.runs();
      runs += stages.stream().mapToLong(log::begun).sum();
    }
    return runs;
  }

  /** How many handler calls of this stage have ended, over all workers. */
  public long ended(StageName stage) {
    return all.stream().mapToLong(w -> w.runs().begun(stage) - w.runs().running(stage)).sum();
  }

  /** What all workers have said last, for somebody who looks for a cause. */
  public String output() {
    StringBuilder text = new StringBuilder();
    for (WorkerProcess worker : all) {
      text.append("--- ").append(worker.name()).append('\n').append(worker.output()).append('\n');
    }
    return text.toString();
  }

  @Override
  public synchronized void close() {
    closed = true;
    all.forEach(WorkerProcess::close);
  }
}
