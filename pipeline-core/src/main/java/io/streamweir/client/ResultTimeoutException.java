package io.streamweir.client;

import io.streamweir.pipeline.StreamweirException;

/**
 * A job had no result within the time for which a caller wanted to wait. The job may still wait,
 * run or be delayed, or it may have been dropped, which leaves no result.
 */
public final class ResultTimeoutException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  ResultTimeoutException(String message) {
    super(message);
  }
}
