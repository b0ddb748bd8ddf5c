package io.streamweir.http.core;

import io.streamweir.client.DedupeConflictException;
import io.streamweir.client.InboxFullException;
import io.streamweir.client.PayloadTooLargeException;
import io.streamweir.client.ScheduleException;
import io.streamweir.client.SubmitFailedException;
import io.streamweir.client.SubmitNotReplicatedException;
import io.streamweir.client.SubmitUncertainException;
import io.streamweir.client.SubmitsRefusedException;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.pipeline.UnknownPipelineException;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What the engine's exceptions mean to a client of the API. */
public final class Problems {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration FULL = Duration.ofSeconds(5);

  private static final Map<Class<? extends Throwable>, ProblemType> TYPES =
      Map.of(
          DedupeConflictException.class, ProblemType.IDEMPOTENCY_KEY_REUSED,
          InboxFullException.class, ProblemType.INBOX_FULL,
          PayloadTooLargeException.class, ProblemType.TOO_LARGE,
          PipelineMeta.MismatchException.class, ProblemType.CONFLICT,
          ScheduleException.class, ProblemType.CONFLICT,
          SubmitFailedException.class, ProblemType.UNAVAILABLE,
          SubmitNotReplicatedException.class, ProblemType.NOT_REPLICATED,
          SubmitUncertainException.class, ProblemType.SUBMIT_UNCERTAIN,
          SubmitsRefusedException.class, ProblemType.SUBMITS_REFUSED,
          UnknownPipelineException.class, ProblemType.NOT_FOUND);

  private Problems() {}

  /** The problem that an exception tells; empty for one that only the log may tell. */
  public static Optional<Problem> of(Throwable thrown) {
    Throwable cause = cause(thrown);
    if (cause instanceof ProblemException known) {
      return Optional.of(known.problem());
    }
    if (cause instanceof RedisCallException call) {
      return Optional.of(redis(call));
    }
    return Optional.ofNullable(TYPES.get(cause.getClass())).map(type -> told(type, cause));
  }

  private static Throwable cause(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static Problem told(ProblemType type, Throwable cause) {
    Problem problem = Problem.of(type, String.valueOf(cause.getMessage()));
    return switch (type) {
      case INBOX_FULL, SUBMITS_REFUSED -> problem.withRetryAfter(FULL);
      case UNAVAILABLE, SUBMIT_UNCERTAIN -> problem.withRetryAfter(SOON);
      default -> problem;
    };
  }

  private static Problem redis(RedisCallException call) {
    String said = String.valueOf(call.getMessage());
    return call.code().equals(RedisCallException.NOPERM)
        ? Problem.of(ProblemType.FORBIDDEN, said)
        : Problem.of(ProblemType.UNAVAILABLE, said).withRetryAfter(SOON);
  }
}
