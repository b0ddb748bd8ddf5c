package io.streamweir.inspect;

import io.streamweir.codec.PayloadJson;
import io.streamweir.internal.entry.Entry;
import java.time.Instant;

/**
 * Which jobs an operator means: those for which all of this holds. Immutable.
 *
 * @param where by their payloads
 * @param submittedUntil by when they were submitted, by the clocks of the programs that did
 */
public record JobChoice(JobFilter where, Instant submittedUntil) {
  private static final JobChoice ALL = new JobChoice(JobFilter.ALL, Instant.MAX);

  /** Every job. */
  public static JobChoice all() {
    return ALL;
  }

  /** Those whose payloads match. */
  public JobChoice where(JobFilter payloads) {
    return new JobChoice(payloads, submittedUntil);
  }

  /** Those that were submitted at that time or earlier. */
  public JobChoice withSubmittedUntil(Instant time) {
    return new JobChoice(where, time);
  }

  /** Whether the entry's job is one of them; what is no entry of a job is not. */
  boolean matches(Entry entry, PayloadJson payloads) {
    return !entry.jobId().isEmpty()
        && !Instant.ofEpochMilli(entry.submittedAt()).isAfter(submittedUntil)
        && (where.matchesAll() || where.matches(payloads.show(entry.payload())));
  }
}
