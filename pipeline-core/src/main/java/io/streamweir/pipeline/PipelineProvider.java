package io.streamweir.pipeline;

/**
 * How the command finds pipelines: a class on the class path that implements this and is named in
 * {@code META-INF/services/io.streamweir.pipeline.PipelineProvider}. It needs a public constructor
 * without parameters.
 */
public interface PipelineProvider {
  /** The pipeline; called once per run of the command. */
  Pipeline<?> pipeline();
}
