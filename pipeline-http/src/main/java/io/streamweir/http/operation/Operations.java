package io.streamweir.http.operation;

import io.streamweir.http.audit.AuditTrail;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.pipeline.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The operations of this server. It forgets them an hour after their end, and when it is stopped: a
 * client that knows the last cursor goes on. Thread-safe.
 */
public final class Operations implements AutoCloseable {
  private static final int MOST_RUNNING = 8;
  private static final int MOST_OF_ONE = 4;
  private static final int MOST_BYTES = 1 << 20; // of a request, which is kept while it runs
  private static final int MOST_KNOWN = 200;
  private static final Duration KEPT = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofSeconds(5);

  private final AuditTrail audit;
  private final Map<String, Operation> known = new LinkedHashMap<>();
  private final Map<Operation, Thread> running = new LinkedHashMap<>();
  private boolean closed;

  /** What they change is written to this audit. */
  public Operations(AuditTrail audit) {
    this.audit = audit;
  }

  /**
   * Begins one.
   *
   * @param request which asks for it
   * @param change what the audit is to say of it, at its beginning and at its end
   * @throws io.streamweir.http.core.ProblemException where too many run, or the request is too long
   */
  public synchronized Operation begin(Request request, Plan plan, AuditedChange change) {
    if (request.body().length > MOST_BYTES) {
      throw Problem.of(
              ProblemType.TOO_LARGE,
              "a body that begins an operation may have " + MOST_BYTES + " bytes")
          .asException();
    }
    forget();
    if (closed) {
      throw Problem.of(ProblemType.STOPPING, "the server is stopping").asException();
    }
    checkRoom(change.by());
    Operation operation = new Operation(JobId.next(), plan, change);
    Thread thread = new Thread(() -> run(operation), "streamweir-http-operation");
    thread.setDaemon(true);
    known.put(operation.id(), operation);
    running.put(operation, thread);
    thread.start();
    return operation;
  }

  /** One caller leaves room for others. */
  private void checkRoom(String caller) {
    long own = running.keySet().stream().filter(each -> each.by().equals(caller)).count();
    if (running.size() >= MOST_RUNNING || own >= MOST_OF_ONE) {
      String those =
          own >= MOST_OF_ONE
              ? MOST_OF_ONE + " operations of " + caller
              : MOST_RUNNING + " operations";
      throw Problem.of(ProblemType.BUSY, those + " run; wait for one to end, or stop one")
          .withRetryAfter(SOON)
          .asException();
    }
  }

  private void run(Operation operation) {
    try {
      if (operation.dryRun()) {
        operation.run();
      } else {
        audit.write(operation.begun()); // what it changes is known also if the process is killed
        operation.run();
        audit.write(operation.change());
      }
    } finally {
      synchronized (this) {
        running.remove(operation);
        notifyAll();
      }
    }
  }

  private void forget() {
    Instant before = Instant.now().minus(KEPT);
    known.values().removeIf(each -> hasEnded(each, before));
    List<Operation> all = new ArrayList<>(known.values());
    for (Operation each : all.subList(0, Math.max(0, all.size() - MOST_KNOWN + 1))) {
      if (each.endedAt() != null) {
        known.remove(each.id());
      }
    }
  }

  private static boolean hasEnded(Operation operation, Instant before) {
    Instant ended = operation.endedAt();
    return ended != null && ended.isBefore(before);
  }

  /** The operation of this id. */
  public synchronized Optional<Operation> find(String id) {
    return Optional.ofNullable(known.get(id));
  }

  /** All that are known: those that run first, then the newest first. */
  public synchronized List<Operation> list() {
    List<Operation> all = new ArrayList<>();
    List<Operation> newest = new ArrayList<>(known.values());
    Collections.reverse(newest);
    newest.stream().filter(each -> each.endedAt() == null).forEach(all::add);
    newest.stream().filter(each -> each.endedAt() != null).forEach(all::add);
    return all;
  }

  /** Stops all behind their steps under way, and waits a moment for them. */
  @Override
  public void close() {
    long deadline = System.nanoTime() + SOON.toNanos();
    synchronized (this) {
      closed = true;
      known.values().forEach(Operation::stop);
      try {
        while (!running.isEmpty() && System.nanoTime() < deadline) {
          wait(100);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      running.values().forEach(Thread::interrupt);
    }
  }
}
