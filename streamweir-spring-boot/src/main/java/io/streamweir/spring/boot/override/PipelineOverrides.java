package io.streamweir.spring.boot.override;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.spring.boot.override.PipelineProperties.Settings;
import io.streamweir.spring.boot.override.PipelineProperties.StageSettings;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Replaces each pipeline bean by one that runs as the properties say. So everything that has the
 * bean injected sees the same.
 */
final class PipelineOverrides implements BeanPostProcessor {
  private final ObjectProvider<PipelineProperties> properties;

  PipelineOverrides(ObjectProvider<PipelineProperties> properties) {
    this.properties = properties;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return bean instanceof Pipeline<?> pipeline ? overridden(pipeline) : bean;
  }

  private Pipeline<?> overridden(Pipeline<?> pipeline) {
    Settings settings = properties.getObject().pipelines().get(pipeline.name());
    Pipeline<?> run = pipeline;
    if (settings != null) {
      for (Map.Entry<String, StageSettings> each : settings.stages().entrySet()) {
        checkStage(pipeline, each.getKey());
        run = run.reconfigured(each.getKey(), new StageOverride(each.getValue()));
      }
    }
    return run;
  }

  private static void checkStage(Pipeline<?> pipeline, String stage) {
    List<String> stages = pipeline.stages().stream().map(each -> each.name()).toList();
    if (!stages.contains(stage)) {
      String property = "the property streamweir.pipelines." + pipeline.name() + ".stages." + stage;
      throw new UnknownNameException(
          property, "stage of pipeline " + pipeline.name(), stage, stages);
    }
  }
}
