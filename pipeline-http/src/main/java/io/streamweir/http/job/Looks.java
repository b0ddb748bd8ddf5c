package io.streamweir.http.job;

import io.streamweir.client.Cancellation;
import io.streamweir.client.HandlerProgressReader;
import io.streamweir.client.JobCanceller;
import io.streamweir.client.ProgressReader;
import io.streamweir.client.Result;
import io.streamweir.http.audit.AuditTrail;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.engine.Engine;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.inspect.Jobs;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Looks at single jobs, and cancels them. */
final class Looks {
  private final Engine engine;
  private final Ends ends;
  private final AuditTrail audit;

  Looks(Engine engine, Ends ends) {
    this.engine = engine;
    this.ends = ends;
    this.audit = new AuditTrail(engine);
  }

  Answer look(Request request) {
    Caller caller = request.caller();
    String job = job(request);
    PipelineFacts<?> pipeline = engine.pipeline(ends.link(caller), request);
    Optional<Result> end = ends.stored(caller, pipeline, job);
    if (end.isPresent()) {
      return ended(pipeline, end.get());
    }
    checkKnown(ends.link(caller), pipeline, job);
    Optional<Duration> patience = Preference.wait(request);
    return patience.isEmpty()
        ? open(caller, pipeline, job)
        : await(request, pipeline, job, patience.get());
  }

  /**
   * The id, which must be one that a job can have.
   *
   * @throws io.streamweir.http.core.ProblemException where it is none
   */
  static String job(Request request) {
    try {
      return JobId.check(request.parameter("job"));
    } catch (IllegalArgumentException e) {
      throw Problem.of(ProblemType.NOT_FOUND, String.valueOf(e.getMessage())).asException();
    }
  }

  private static Answer ended(PipelineFacts<?> pipeline, Result end) {
    return Answer.json(200, JobView.of(pipeline.name(), end));
  }

  private Answer open(Caller caller, PipelineFacts<?> pipeline, String job) {
    RedisLink link = ends.link(caller);
    return Answer.json(
        200,
        JobView.open(
            pipeline.name(),
            job,
            ProgressReader.open(link, pipeline).of(job),
            HandlerProgressReader.open(link, pipeline).of(job)));
  }

  private Answer await(Request request, PipelineFacts<?> pipeline, String job, Duration patience) {
    int home = pipeline.partitionOf(job);
    int partition = (int) request.number("partition", home, 0, pipeline.partitions() - 1);
    Wait wait = Wait.begin(request.caller());
    wait.until(
        ends.await(request.caller(), pipeline, job, partition),
        patience,
        end ->
            ended(pipeline, end).withHeader("Preference-Applied", "wait=" + patience.toSeconds()),
        () -> openUntold(pipeline, job));
    return wait.later(() -> openUntold(pipeline, job));
  }

  /** Without asking Redis, since that would keep the thread which ends waits. */
  private static Answer openUntold(PipelineFacts<?> pipeline, String job) {
    return Answer.json(
            200, JobView.open(pipeline.name(), job, java.util.List.of(), java.util.List.of()))
        .withHeader("Retry-After", "1");
  }

  /**
   * A job without a stored end is open as long as its end would still be stored; later only where
   * an entry of it is found. To a producer, which may not look at entries, it is then unknown.
   */
  static void checkKnown(RedisLink link, PipelineFacts<?> pipeline, String job) {
    if (!young(pipeline, job)) {
      checkFound(found(link, pipeline, job).orElse(false), pipeline, job);
    }
  }

  /** Whether its end, if it has one, is still stored. */
  private static boolean young(PipelineFacts<?> pipeline, String job) {
    Optional<Instant> made = JobId.madeAt(job);
    return made.isPresent()
        && made.get().isAfter(Instant.now().minus(pipeline.resultTtl()))
        && made.get().isBefore(Instant.now().plus(Duration.ofDays(1)));
  }

  private static void checkFound(boolean found, PipelineFacts<?> pipeline, String job) {
    if (!found) {
      throw Problem.of(
              ProblemType.NOT_FOUND,
              "there is no job "
                  + job
                  + ", or its end is older than the "
                  + pipeline.resultTtl().toSeconds()
                  + " s for which ends are stored")
          .asException();
    }
  }

  /** Whether there are entries of the job; empty where this user may not look. */
  private static Optional<Boolean> found(RedisLink link, PipelineFacts<?> pipeline, String job) {
    try {
      return Optional.of(!new Jobs(link, pipeline).find(job).entries().isEmpty());
    } catch (RedisCallException e) {
      if (e.code().equals(RedisCallException.NOPERM)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The audit tells of operators, and not of programs that cancel what they have submitted. */
  Answer cancel(Request request) {
    String job = job(request);
    Role role = request.caller().may(Role.OPERATE) ? Role.OPERATE : Role.SUBMIT;
    RedisLink link = engine.link(role);
    PipelineFacts<?> pipeline = engine.pipeline(link, request);
    if (!young(pipeline, job) && ends.stored(request.caller(), pipeline, job).isEmpty()) {
      // A producer may not look at entries, and yet cancel a job that it has delayed for long.
      checkFound(found(link, pipeline, job).orElse(true), pipeline, job);
    }
    JobCanceller canceller = JobCanceller.open(link, pipeline);
    if (role == Role.SUBMIT) {
      return cancelled(pipeline, AuditTrail.attempt(() -> canceller.cancel(job)));
    }
    AuditedChange change = AuditTrail.change(request, "cancel").withTarget(job);
    Cancellation cancelled = audit.attempt(change, () -> canceller.cancel(job));
    if (cancelled.now()) {
      audit.write(change);
    }
    return cancelled(pipeline, cancelled);
  }

  private static Answer cancelled(PipelineFacts<?> pipeline, Cancellation cancelled) {
    return Answer.json(200, JobView.of(pipeline.name(), cancelled));
  }
}
