package io.streamweir.client;

import io.streamweir.pipeline.StreamweirException;

/**
 * Another job has the dedupe key, its payload is another one, and the submit asked for the same one
 * by {@link io.streamweir.pipeline.Dedupe#withSamePayload}. Nothing was added. A repetition is
 * refused, too, until the key is free again.
 */
public final class DedupeConflictException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  private final String jobId;

  private DedupeConflictException(String message, String jobId) {
    super(message);
    this.jobId = jobId;
  }

  static DedupeConflictException of(String pipeline, String jobId) {
    return new DedupeConflictException(
        "job %s of pipeline '%s' was submitted with the same dedupe key and another payload; nothing was added"
            .formatted(jobId, pipeline),
        jobId);
  }

  /** The job that has the key. */
  public String jobId() {
    return jobId;
  }
}
