package io.streamweir.client;

import io.streamweir.pipeline.StreamweirException;

/** A schedule that is not there, or is not the caller's to change. */
public final class ScheduleException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  ScheduleException(String message) {
    super(message);
  }
}
