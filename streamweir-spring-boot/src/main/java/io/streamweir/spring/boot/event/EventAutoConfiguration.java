package io.streamweir.spring.boot.event;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.spring.boot.client.ClientAutoConfiguration;
import io.streamweir.spring.boot.client.Clients;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.modulith.events.EventExternalizationConfiguration;
import org.springframework.modulith.events.support.EventExternalizationTransport;
import org.springframework.modulith.events.support.EventExternalizerModuleListener;

/**
 * Submits events that Spring Modulith externalizes to pipelines, unless something else takes them.
 */
@AutoConfiguration(
    after = ClientAutoConfiguration.class,
    afterName = {
      "org.springframework.modulith.events.config.EventExternalizationAutoConfiguration",
      "org.springframework.modulith.events.amqp.RabbitEventExternalizerConfiguration",
      "org.springframework.modulith.events.jms.JmsEventExternalizerConfiguration",
      "org.springframework.modulith.events.kafka.KafkaEventExternalizerConfiguration",
      "org.springframework.modulith.events.messaging.SpringMessagingEventExternalizerConfiguration"
    })
@ConditionalOnClass(EventExternalizationTransport.class)
@ConditionalOnBean(EventExternalizationConfiguration.class)
@ConditionalOnMissingBean(
    value = EventExternalizationTransport.class,
    type = "org.springframework.modulith.events.support.DelegatingEventExternalizer")
@Conditional(ModuleListenerMode.class)
@EnableConfigurationProperties(EventProperties.class)
public final class EventAutoConfiguration {
  @Bean
  static PublicationInHand streamweirPublicationInHand() {
    return new PublicationInHand();
  }

  @Bean
  PipelineTransport streamweirTransport(
      Clients clients,
      ObjectProvider<Pipeline<?>> pipelines,
      PublicationInHand inHand,
      EventProperties properties,
      BeanFactory beans) {
    StandardEvaluationContext expressions = new StandardEvaluationContext();
    expressions.setBeanResolver(new BeanFactoryResolver(beans));
    return new PipelineTransport(
        clients, pipelines, inHand, expressions, properties.dedupeWindow());
  }

  @Bean
  EventExternalizerModuleListener streamweirEventExternalizer(
      EventExternalizationConfiguration configuration, PipelineTransport transport) {
    return new EventExternalizerModuleListener(configuration, transport);
  }
}
