package io.streamweir.http.audit;

import io.streamweir.client.SubmitUncertainException;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.engine.Engine;
import io.streamweir.inspect.Audit;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what callers have changed. If Redis is away, a line is tried again for 30 s. A change that
 * is made and cannot be written stays made, and the log tells it. Thread-safe.
 */
public final class AuditTrail {
  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

  private static final String UNKNOWN = "outcome unknown";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long AGAIN_MILLIS = 200;

  private final Engine engine;

  /** In the namespace of this engine. */
  public AuditTrail(Engine engine) {
    this.engine = engine;
  }

  /**
   * A change that a request makes to the pipeline of its path, and to the stage where it has one.
   */
  public static AuditedChange change(Request request, String action) {
    return AuditedChange.of(request.caller().name(), action, request.parameter("pipeline"))
        .withStage(request.parameters().get("stage"));
  }

  /**
   * Makes a change. If Redis does not answer, nobody knows whether it was made: then the audit gets
   * a line that says so, later where Redis is away.
   *
   * @throws io.streamweir.http.core.ProblemException of the type {@link
   *     ProblemType#CHANGE_UNCERTAIN} in that case
   * @throws SubmitUncertainException where it was a job that may have been added
   */
  public <T> T attempt(AuditedChange change, Supplier<T> call) {
    try {
      return call.get();
    } catch (SubmitUncertainException e) {
      writeLater(unknown(change));
      throw e;
    } catch (RedisCallException e) {
      if (e.uncertain()) {
        writeLater(unknown(change));
      }
      throw told(e);
    }
  }

  /** The same with a change of which the audit does not tell. */
  public static <T> T attempt(Supplier<T> call) {
    try {
      return call.get();
    } catch (RedisCallException e) {
      throw told(e);
    }
  }

  /**
   * Reads how things stand behind a change that was made.
   *
   * @throws io.streamweir.http.core.ProblemException of the type {@link
   *     ProblemType#CHANGE_UNCERTAIN} where Redis cannot be asked: the change stays made
   */
  public static <T> T standing(Supplier<T> read) {
    try {
      return read.get();
    } catch (RedisCallException e) {
      throw uncertain("the change was made; how things stand now cannot be read: ", e);
    }
  }

  private static RuntimeException told(RedisCallException failure) {
    return failure.uncertain()
        ? uncertain("nobody knows whether the change was made: ", failure)
        : failure;
  }

  private static RuntimeException uncertain(String what, RedisCallException failure) {
    return Problem.of(ProblemType.CHANGE_UNCERTAIN, what + failure.getMessage()).asException();
  }

  private static AuditedChange unknown(AuditedChange change) {
    String detail = change.detail();
    return change.withDetail(detail == null ? UNKNOWN : UNKNOWN + ": " + detail);
  }

  /** Writes a change that was made; later where Redis is away, and then perhaps twice. */
  public void write(AuditedChange change) {
    try {
      new Audit(engine.link(Role.OPERATE)).write(change);
    } catch (RuntimeException e) {
      if (RedisCallException.isPassing(e)) {
        writeLater(change);
      } else {
        unwritten(change, e);
      }
    }
  }

  private static void unwritten(AuditedChange change, RuntimeException failure) {
    LOG.warn("a change is not written to the audit: {}", change, failure);
  }

  private void writeLater(AuditedChange change) {
    try {
      engine.background(
          () -> {
            keepWriting(change);
            return true;
          });
    } catch (RejectedExecutionException e) {
      unwritten(change, e);
    }
  }

  /** Looks first whether Redis answers: one that has only stopped would carry out each try. */
  private void keepWriting(AuditedChange change) {
    long begun = System.nanoTime();
    while (true) {
      try {
        new Audit(engine.link(Role.READ)).page(null, 1, any -> true);
        new Audit(engine.link(Role.OPERATE)).write(change);
        return;
      } catch (RuntimeException e) {
        boolean again =
            RedisCallException.isPassing(e) && System.nanoTime() - begun < PATIENCE.toNanos();
        if (!again || !rested()) {
          unwritten(change, e);
          return;
        }
      }
    }
  }

  /** False where the server is closed meanwhile. */
  private static boolean rested() {
    try {
      TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
