package io.streamweir.redis;

import io.streamweir.pipeline.StreamweirException;

/** Redis does not know the pipeline, or not enough of it for programs that lack its definition. */
public final class UnknownPipelineException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  UnknownPipelineException(String message) {
    super(message);
  }
}
