package io.streamweir.spring.boot.connection;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Leads to the Redis that the properties name, or to the local one. */
@Configuration(proxyBeanMethods = false)
class PropertiesConfiguration {
  @Bean
  @ConditionalOnMissingBean(StreamweirConnectionDetails.class)
  PropertiesConnectionDetails streamweirConnectionDetails(
      ConnectionProperties properties, ObjectProvider<SslBundles> bundles) {
    return new PropertiesConnectionDetails(properties.redis(), bundles);
  }
}
