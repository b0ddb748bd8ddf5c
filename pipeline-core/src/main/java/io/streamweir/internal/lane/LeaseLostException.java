package io.streamweir.internal.lane;

import io.streamweir.pipeline.StreamweirException;

/** Another worker has the entry, so that it must not be settled here. */
public final class LeaseLostException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  public LeaseLostException(String entryId) {
    super("entry " + entryId + " is another worker's now");
  }
}
