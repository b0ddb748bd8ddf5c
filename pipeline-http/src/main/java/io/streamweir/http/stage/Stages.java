package io.streamweir.http.stage;

import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import java.util.List;

/** Finds the stage that a path names by {@code {stage}}. */
public final class Stages {
  private Stages() {}

  /**
   * The name of the stage.
   *
   * @throws io.streamweir.http.core.ProblemException where the pipeline has none of that name
   */
  public static String of(Request request, PipelineFacts<?> pipeline) {
    String stage = request.parameter("stage");
    List<String> known = pipeline.stages().stream().map(StageFacts::name).toList();
    if (!known.contains(stage)) {
      throw Problem.of(
              ProblemType.NOT_FOUND,
              "pipeline '%s' has no stage '%s'; it has %s"
                  .formatted(pipeline.name(), stage, String.join(", ", known)))
          .asException();
    }
    return stage;
  }
}
