package io.streamweir.pipeline;

/** Redis does not know the pipeline, or not enough of it for programs that lack its definition. */
public final class UnknownPipelineException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  /** Says what Redis lacks. */
  public UnknownPipelineException(String message) {
    super(message);
  }
}
