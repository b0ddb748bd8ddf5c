package io.streamweir.spring.boot.job;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.spring.boot.worker.PipelineCustomizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Gives pipelines the schedules of methods with {@link JobSchedule} when their workers start. That
 * is after all beans are made, so that a bean with such a method may take a client of the pipeline.
 */
final class ScheduledInputs implements SmartInitializingSingleton, PipelineCustomizer {
  private final ConfigurableListableBeanFactory beans;
  private final Environment environment;
  private final ObjectProvider<Pipeline<?>> pipelines;
  private volatile List<ScheduleMethod> methods = List.of();

  ScheduledInputs(
      ConfigurableListableBeanFactory beans,
      Environment environment,
      ObjectProvider<Pipeline<?>> pipelines) {
    this.beans = beans;
    this.environment = environment;
    this.pipelines = pipelines;
  }

  @Override
  public void afterSingletonsInstantiated() {
    List<ScheduleMethod> found =
        AnnotatedMethod.in(beans, JobSchedule.class).stream()
            .map(method -> ScheduleMethod.of(method, environment))
            .toList();
    if (!found.isEmpty()) {
      Map<String, Pipeline<?>> known = new TreeMap<>();
      pipelines.orderedStream().forEach(pipeline -> known.put(pipeline.name(), pipeline));
      found.forEach(method -> check(method, known));
    }
    methods = found;
  }

  private static void check(ScheduleMethod method, Map<String, Pipeline<?>> known) {
    Pipeline<?> target = known.get(method.pipeline());
    if (target == null) {
      throw method
          .method()
          .wrong(
              "schedules pipeline '" + method.pipeline() + "', which is not there",
              "The pipelines of this application are: "
                  + (known.isEmpty() ? "none" : String.join(", ", known.keySet()))
                  + ".");
    }
    method.check(target);
  }

  @Override
  public Pipeline<?> customize(Pipeline<?> pipeline) {
    Pipeline<?> made = pipeline;
    for (ScheduleMethod method : methods) {
      if (method.pipeline().equals(pipeline.name())) {
        made = method.addTo(made, beans);
      }
    }
    return made;
  }
}
