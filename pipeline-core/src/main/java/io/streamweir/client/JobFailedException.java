package io.streamweir.client;

import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.StreamweirException;

/** Thrown to a caller that asks a failed job for its value. */
public final class JobFailedException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  JobFailedException(Result.Failed failed) {
    super(
        "job %s failed at stage '%s' (%s, %s): %s"
            .formatted(
                failed.jobId(),
                failed.stage(),
                failed.reason(),
                Plural.of(failed.attempts(), "attempt", "attempts"),
                failed.error()));
  }
}
