package io.streamweir.pipeline;

/**
 * Thrown at build time where a pipeline's graph is wrong; the message names the stage and what to
 * change.
 */
public final class PipelineDefinitionException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  PipelineDefinitionException(String message) {
    super(message);
  }

  static PipelineDefinitionException scheduledTwice(String pipeline, String schedule) {
    return new PipelineDefinitionException(
        "pipeline '" + pipeline + "' defines schedule '" + schedule + "' twice");
  }
}
