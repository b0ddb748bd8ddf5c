package io.streamweir.pipeline;

import org.jspecify.annotations.Nullable;

/** A checkpoint is larger than its stage allows. Nothing was saved; the last one is still there. */
public final class CheckpointTooLargeException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  private final int limit;

  /**
   * One of that stage.
   *
   * @param limit bytes that a checkpoint may have
   */
  public CheckpointTooLargeException(String stage, int limit, @Nullable Throwable cause) {
    super(
        "a checkpoint of stage '"
            + stage
            + "' is larger than the "
            + limit
            + " bytes of maxCheckpointBytes",
        cause);
    this.limit = limit;
  }

  /** The bytes that a checkpoint of the stage may have, encoded. */
  public int limit() {
    return limit;
  }
}
