package io.streamweir.cli.pause;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.cli.found.StageFilter;
import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.session.Operator;
import io.streamweir.cli.session.Session;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.inspect.Pauses;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a command pauses or resumes: a stage or a whole pipeline. */
final class PauseTarget {
  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = "This stage only. Default: the whole pipeline")
  private String stage = "";

  private String name = "";

  /** Empty for the whole pipeline. */
  String stage() {
    return stage;
  }

  /** In words. */
  String words() {
    return stage.isEmpty() ? "pipeline " + name : "stage " + stage + " of " + name;
  }

  /** Begins what there is to say of it as JSON. */
  ObjectNode json() {
    return Json.object().put("pipeline", name).put("stage", stage.isEmpty() ? null : stage);
  }

  /** What the audit is told. */
  AuditedChange change(String action) {
    return Operator.change(action, name).withStage(stage.isEmpty() ? null : stage);
  }

  /** Does something with pauses, tells the audit, and says what to print. */
  @FunctionalInterface
  interface Work {
    String with(Pauses pauses, Consumer<AuditedChange> audit);
  }

  /** Does something with it and prints the answer. */
  int run(Session session, Work work) {
    Pipeline<?> chosen = session.pipelines().find(pipeline.name());
    name = chosen.name();
    if (!stage.isEmpty()) {
      StageFilter.of(List.of(chosen.facts()), List.of(stage));
    }
    try (RedisLink link = session.openLink()) {
      session
          .out()
          .line(work.with(new Pauses(link, chosen), change -> session.audit(link, change)));
      return 0;
    }
  }
}
