package io.streamweir.spring.boot.job;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Stage;
import java.util.Locale;
import java.util.Objects;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.ConstructorArgumentValues;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/**
 * Registers a pipeline for each method with {@link JobHandler}, before clients of all pipelines are
 * registered.
 */
public final class HandlerPipelines
    implements BeanDefinitionRegistryPostProcessor, Ordered, BeanFactoryInitializationAotProcessor {
  /** The attribute of a bean's definition that says the name of the pipeline which it makes. */
  public static final String PIPELINE = "streamweir.pipeline";

  private final Environment environment;

  HandlerPipelines(Environment environment) {
    this.environment = environment;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
    if (registry instanceof ConfigurableListableBeanFactory beans) {
      AnnotatedMethod.in(beans, JobHandler.class).forEach(method -> register(registry, method));
    }
  }

  /**
   * What handlers return is read by reflection. By this type, too, a context that was processed
   * ahead of time has the pipelines and not this, which would register them again.
   */
  @Override
  public BeanFactoryInitializationAotContribution processAheadOfTime(
      ConfigurableListableBeanFactory beans) {
    Class<?>[] outputs =
        AnnotatedMethod.in(beans, JobHandler.class).stream()
            .map(method -> HandlerMethod.of(method).output())
            .toArray(Class<?>[]::new);
    return (generation, code) ->
        new BindingReflectionHintsRegistrar()
            .registerReflectionHints(generation.getRuntimeHints().reflection(), outputs);
  }

  private void register(BeanDefinitionRegistry registry, AnnotatedMethod<JobHandler> method) {
    HandlerMethod handler = HandlerMethod.of(method);
    String pipeline = name(environment, method);
    RootBeanDefinition definition = new RootBeanDefinition(HandlerPipelines.class);
    definition.setFactoryMethodName("pipeline");
    definition.setAutowireMode(RootBeanDefinition.AUTOWIRE_CONSTRUCTOR);
    definition.setTargetType(ResolvableType.forClassWithGenerics(Pipeline.class, handler.input()));
    ConstructorArgumentValues values = definition.getConstructorArgumentValues();
    values.addIndexedArgumentValue(0, method.bean());
    values.addIndexedArgumentValue(1, pipeline);
    definition.setAttribute(PIPELINE, pipeline);
    definition.setDescription("the pipeline of " + method.method());
    String bean = pipeline + "Pipeline";
    if (registry.containsBeanDefinition(bean)) {
      BeanDefinition other = registry.getBeanDefinition(bean);
      throw method.wrong(
          "handles pipeline '" + pipeline + "', which is there already: " + describe(bean, other),
          "Give each pipeline a name of its own. Several stages of one pipeline are a @Bean of the"
              + " type Pipeline.");
    }
    registry.registerBeanDefinition(bean, definition);
  }

  private static String describe(String bean, BeanDefinition definition) {
    String description = definition.getDescription();
    return description == null ? "the bean '" + bean + "'" : description;
  }

  /**
   * Makes the pipeline of a method. The definition that is registered calls it, and so does code
   * that was generated of that definition beside the application's classes.
   *
   * @param bean the name of the bean that has the method
   * @param name the pipeline's name
   */
  public static Pipeline<?> pipeline(
      String bean, String name, BeanFactory beans, Environment environment) {
    Class<?> type = Objects.requireNonNull(beans.getType(bean, false));
    AnnotatedMethod<JobHandler> method =
        AnnotatedMethod.of(bean, type, JobHandler.class).stream()
            .filter(each -> name(environment, each).equals(name))
            .findFirst()
            .orElseThrow();
    HandlerMethod handler = HandlerMethod.of(method);
    return ofOneStage(
        name,
        environment.resolveRequiredPlaceholders(method.annotation().stage()),
        concurrency(environment, method),
        handler,
        handler.handler(beans));
  }

  @SuppressWarnings("unchecked") // the method takes what the class says
  private static <I, O> Pipeline<I> ofOneStage(
      String name, String stage, int concurrency, HandlerMethod handler, Stage<?, ?> run) {
    return Pipeline.named(name)
        .accepts((Class<I>) handler.input())
        .stage(
            stage,
            (Class<O>) handler.output(),
            (Stage<I, O>) run,
            config -> config.withConcurrency(concurrency))
        .build();
  }

  private static String name(Environment environment, AnnotatedMethod<JobHandler> method) {
    return environment.resolveRequiredPlaceholders(method.annotation().pipeline());
  }

  private static int concurrency(Environment environment, AnnotatedMethod<JobHandler> method) {
    String text = environment.resolveRequiredPlaceholders(method.annotation().concurrency());
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw method.wrong(
          String.format(Locale.ROOT, "has the concurrency '%s'", text),
          "Say a whole number from 1 to 10000.");
    }
  }
}
