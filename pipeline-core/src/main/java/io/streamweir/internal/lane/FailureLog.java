package io.streamweir.internal.lane;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.upkeep.LogThrottle;
import io.streamweir.listener.WorkerListener;
import io.streamweir.listener.WorkerListener.Ending;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Logs how entries of one lane failed, with the stack trace and with the MDC entries {@code
 * pipeline}, {@code stage}, {@code job} and, where there is one, {@code traceId}. Dead letters and
 * the first failures of a kind are warnings. A kind is the class of what was thrown and its first
 * frame. What is one too many of its kind is logged at debug level, and the next warning counts it.
 * Thread-safe; never throws.
 */
public final class FailureLog {
  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
  private static final int FIRST_DEAD = 100;
  private static final int FIRST_FAILED = 3;
  private static final long DEAD_EVERY = TimeUnit.SECONDS.toNanos(10);
  private static final long FAILED_EVERY = TimeUnit.SECONDS.toNanos(30);

  private final WorkerListener.LaneId lane;
  private final LogThrottle dead = new LogThrottle(FIRST_DEAD, DEAD_EVERY, System::nanoTime);
  private final LogThrottle failed = new LogThrottle(FIRST_FAILED, FAILED_EVERY, System::nanoTime);

  public FailureLog(WorkerListener.LaneId lane) {
    this.lane = lane;
  }

  /**
   * What was decided of an entry; {@code kept} is false where the entry is no longer this worker's.
   */
  public void decided(Entry entry, Decided decided, boolean kept) {
    Failure failure = decided.failure();
    if (failure == null) {
      return;
    }
    if (!kept || decided.ending() == Ending.CANCELLED) {
      String fate = kept ? "its job is cancelled" : "it is no longer this worker's";
      log(entry, failure, -1, "given up, since " + fate);
    } else if (decided.ending() == Ending.DEAD) {
      long more = dead.pass(failure.kind());
      String what = "is now a dead letter (" + failure.deadBecause() + "), at attempt ";
      log(entry, failure, more, what + entry.attempt());
    } else {
      long more = failure.postponed() ? -1 : failed.pass(failure.kind());
      String what = failure.postponed() ? "is postponed at attempt " : "failed at attempt ";
      log(entry, failure, more, what + entry.attempt() + " and is tried again");
    }
  }

  /** What a handler threw that is called again at once, on its own thread. */
  void calledAgain(@Nullable Throwable thrown) {
    if (thrown != null) {
      Failure failure = Failure.of(thrown);
      log(null, failure, failed.pass(failure.kind()), "failed and its handler is called again");
    }
  }

  /** What a handler threw that no lane waits for any more, on its own thread. */
  void moot(Throwable thrown) {
    if (LOG.isDebugEnabled()) {
      log(null, Failure.of(thrown), -1, "given up, since its entry is lost or cancelled");
    }
  }

  private void log(@Nullable Entry entry, Failure failure, long more, String what) {
    boolean warns = more >= 0;
    if (warns ? !LOG.isWarnEnabled() : !LOG.isDebugEnabled()) {
      return;
    }
    Map<String, String> before = MDC.getCopyOfContextMap();
    try {
      tag(entry);
      String text = subject(entry) + " at " + lane + " " + what + ": " + failure.summary();
      String counted = more > 0 ? text + " (and " + more + " more of the kind before)" : text;
      write(warns, counted, failure.thrown());
    } finally {
      if (before == null) {
        MDC.clear();
      } else {
        MDC.setContextMap(before);
      }
    }
  }

  /** Not every logging backend has an MDC, so the entry is asked first. */
  private static String subject(@Nullable Entry entry) {
    String job = entry == null ? MDC.get("job") : entry.jobId();
    return job == null ? "an entry" : "job " + job;
  }

  private void tag(@Nullable Entry entry) {
    MDC.put("pipeline", lane.pipeline());
    MDC.put("stage", lane.stage());
    if (entry != null) {
      MDC.put("job", entry.jobId());
      String trace = Headers.traceId(entry.headers());
      if (trace != null) {
        MDC.put("traceId", trace);
      }
    }
  }

  private static void write(boolean warns, String text, @Nullable Throwable thrown) {
    try {
      if (warns) {
        LOG.warn(text, thrown);
      } else {
        LOG.debug(text, thrown);
      }
    } catch (RuntimeException | Error e) { // a user's getMessage may throw
      LOG.warn(text);
    }
  }
}
