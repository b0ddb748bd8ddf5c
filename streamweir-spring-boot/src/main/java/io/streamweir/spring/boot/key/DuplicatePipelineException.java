package io.streamweir.spring.boot.key;

/** Two beans define a pipeline of the same name, so their entries would be mixed up. */
final class DuplicatePipelineException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  DuplicatePipelineException(String pipeline) {
    super("Two beans define a pipeline named '" + pipeline + "'.");
  }
}
