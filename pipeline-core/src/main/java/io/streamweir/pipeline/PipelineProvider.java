package io.streamweir.pipeline;

import java.util.Optional;

/**
 * How the command finds pipelines: a class on the class path that implements this and is named in
 * {@code META-INF/services/io.streamweir.pipeline.PipelineProvider}. It needs a public constructor
 * without parameters; settings it takes from the environment.
 */
public interface PipelineProvider {
  /**
   * The pipeline; called once per run of the command. Clients need it, too, so a setting that only
   * workers need may be missing.
   */
  Pipeline<?> pipeline();

  /**
   * What a worker of this process would need and was not given, for people: which setting it is and
   * how to give it. A worker that was told to work on the pipeline does not start then, one of all
   * pipelines leaves it alone and says so. Empty where nothing is missing.
   *
   * @throws IllegalArgumentException where a setting is given and makes no sense: no worker starts
   */
  default Optional<String> missing() {
    return Optional.empty();
  }
}
