package io.streamweir.inspect;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Audits the invariants of one pipeline on the live server. Reads only, and of a long inbox no more
 * than the oldest entries: 50 for their schemas, 1,000 that are pending. Thread-safe; throws {@link
 * io.streamweir.redis.RedisCallException} where Redis cannot be asked.
 */
public final class Doctor {
  private static final List<Examination> EXAMINATIONS =
      List.of(
          new DefinitionExamination(),
          new PauseExamination(),
          new BreakerExamination(),
          new StagesExamination(),
          new BehindExamination(),
          new FailingExamination(),
          new ScheduleExamination(),
          new DefinedScheduleExamination(),
          new GatherExamination(),
          new WindowExamination(),
          new OutboxExamination(),
          new ResultLogExamination(),
          new ServerExamination(),
          new ScriptExamination());

  private final RedisLink link;
  private final Pipeline<?> pipeline;
  private final Duration lease;
  private final Predicate<String> known;

  /**
   * For this pipeline.
   *
   * @param lease the lease that its workers use
   */
  public Doctor(RedisLink link, Pipeline<?> pipeline, Duration lease) {
    this(link, pipeline, lease, name -> true);
  }

  /**
   * The same for somebody who may not know of all pipelines. What is wrong with a pipeline to which
   * this one submits is not told then.
   *
   * @param known which other pipelines may be named
   */
  public Doctor(RedisLink link, Pipeline<?> pipeline, Duration lease, Predicate<String> known) {
    this.link = link.patient();
    this.pipeline = pipeline;
    this.lease = lease;
    this.known = known;
  }

  /**
   * Something that the audit looked at.
   *
   * @param healthy false where something is wrong
   * @param what what was found
   * @param advice what to do; empty where there is nothing to do
   */
  public record Finding(boolean healthy, String what, String advice) {
    /** Whether it is worth knowing although nothing is wrong. */
    public boolean notice() {
      return healthy && !advice.isEmpty();
    }
  }

  /** Looks at everything; the pipeline is healthy where all findings are. */
  public List<Finding> examine() {
    Subject subject = new Subject(link, pipeline, lease, known);
    Findings findings = new Findings();
    EXAMINATIONS.forEach(examination -> examination.examine(subject, findings));
    return findings.all();
  }
}
