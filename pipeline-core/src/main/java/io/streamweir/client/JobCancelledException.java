package io.streamweir.client;

import io.streamweir.pipeline.StreamweirException;

/** Thrown to a caller that asks a cancelled job for its value. */
public final class JobCancelledException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  JobCancelledException(Result.Cancelled cancelled) {
    super("job " + cancelled.jobId() + " was cancelled");
  }
}
