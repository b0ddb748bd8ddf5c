package io.streamweir.http.core;

import io.streamweir.client.InboxFullException;
import io.streamweir.client.PayloadTooLargeException;
import io.streamweir.client.ScheduleException;
import io.streamweir.client.SubmitFailedException;
import io.streamweir.client.SubmitNotReplicatedException;
import io.streamweir.client.SubmitUncertainException;
import io.streamweir.client.SubmitsRefusedException;
import io.streamweir.pipeline.UnknownPipelineException;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What the engine's exceptions mean to a client of the API. */
public final class Problems {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration FULL = Duration.ofSeconds(5);

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
    return type(cause).map(type -> told(type, cause));
  }

  private static Throwable cause(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static Optional<ProblemType> type(Throwable cause) {
    if (cause instanceof InboxFullException) {
      return Optional.of(ProblemType.INBOX_FULL);
    } else if (cause instanceof SubmitsRefusedException) {
      return Optional.of(ProblemType.SUBMITS_REFUSED);
    } else if (cause instanceof SubmitUncertainException) {
      return Optional.of(ProblemType.SUBMIT_UNCERTAIN);
    } else if (cause instanceof SubmitNotReplicatedException) {
      return Optional.of(ProblemType.NOT_REPLICATED);
    } else if (cause instanceof SubmitFailedException) {
      return Optional.of(ProblemType.UNAVAILABLE);
    } else if (cause instanceof PayloadTooLargeException) {
      return Optional.of(ProblemType.TOO_LARGE);
    } else if (cause instanceof ScheduleException) {
      return Optional.of(ProblemType.CONFLICT);
    } else if (cause instanceof UnknownPipelineException) {
      return Optional.of(ProblemType.NOT_FOUND);
    }
    return Optional.empty();
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
