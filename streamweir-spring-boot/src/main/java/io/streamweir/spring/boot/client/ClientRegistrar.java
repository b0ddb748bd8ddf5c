package io.streamweir.spring.boot.client;

import io.streamweir.client.JobClient;
import io.streamweir.pipeline.Pipeline;
import java.util.Arrays;
import java.util.Objects;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;

/**
 * Registers a client for each bean that is a pipeline: by its type {@code JobClient<Order>}, by the
 * pipeline's bean name as qualifier, and under that name with {@code Client} behind it.
 */
final class ClientRegistrar
    implements BeanDefinitionRegistryPostProcessor, Ordered, BeanFactoryInitializationAotProcessor {
  /** The attribute of a pipeline's definition that says another qualifier than the bean's name. */
  private static final String QUALIFIER = "streamweir.pipeline";

  static final String CLIENTS = "streamweirClients";

  private final boolean eager;

  ClientRegistrar(boolean eager) {
    this.eager = eager;
  }

  /** Behind what registers pipelines. */
  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE;
  }

  @Override
  public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
    if (registry instanceof ConfigurableListableBeanFactory beans) {
      Arrays.stream(beans.getBeanNamesForType(Pipeline.class, true, false))
          .filter(beans::containsBeanDefinition)
          .forEach(pipeline -> register(registry, beans, pipeline));
    }
  }

  /**
   * What pipelines take is read by reflection. By this type, too, a context that was processed
   * ahead of time has the clients and not this.
   */
  @Override
  public BeanFactoryInitializationAotContribution processAheadOfTime(
      ConfigurableListableBeanFactory beans) {
    Class<?>[] inputs =
        Arrays.stream(beans.getBeanNamesForType(Pipeline.class, true, false))
            .filter(beans::containsBeanDefinition)
            .map(pipeline -> input(beans.getMergedBeanDefinition(pipeline)).resolve())
            .filter(Objects::nonNull)
            .toArray(Class<?>[]::new);
    return (generation, code) ->
        new BindingReflectionHintsRegistrar()
            .registerReflectionHints(generation.getRuntimeHints().reflection(), inputs);
  }

  private void register(
      BeanDefinitionRegistry registry, ConfigurableListableBeanFactory beans, String pipeline) {
    BeanDefinition defined = beans.getMergedBeanDefinition(pipeline);
    Object attribute = defined.getAttribute(QUALIFIER);
    String qualifier = attribute == null ? pipeline : attribute.toString();
    String name = qualifier + "Client";
    if (!registry.containsBeanDefinition(name)) {
      RootBeanDefinition client = new RootBeanDefinition();
      client.setTargetType(type(defined));
      client.setFactoryBeanName(CLIENTS);
      client.setFactoryMethodName("client");
      client
          .getConstructorArgumentValues()
          .addIndexedArgumentValue(0, new RuntimeBeanReference(pipeline));
      client.addQualifier(new AutowireCandidateQualifier(Qualifier.class, qualifier));
      client.setDestroyMethodName("close");
      client.setResourceDescription(
          "the clients of pipelines, with @Qualifier(\"" + qualifier + "\")");
      client.setLazyInit(!eager);
      registry.registerBeanDefinition(name, client);
    }
  }

  private static ResolvableType type(BeanDefinition pipeline) {
    ResolvableType input = input(pipeline);
    return input.resolve() == null
        ? ResolvableType.forClass(JobClient.class)
        : ResolvableType.forClassWithGenerics(JobClient.class, input);
  }

  private static ResolvableType input(BeanDefinition pipeline) {
    return pipeline.getResolvableType().as(Pipeline.class).getGeneric(0);
  }
}
