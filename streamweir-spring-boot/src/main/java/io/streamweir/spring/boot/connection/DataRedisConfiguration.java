package io.streamweir.spring.boot.connection;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Leads to the Redis of Spring Data Redis, where it is there and no property names another. That is
 * decided when the application starts, since a condition is decided when code is generated.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(DataRedisConnectionDetails.class)
class DataRedisConfiguration {
  @Bean
  @ConditionalOnBean(DataRedisConnectionDetails.class)
  @ConditionalOnMissingBean(StreamweirConnectionDetails.class)
  StreamweirConnectionDetails streamweirConnectionDetails(
      DataRedisConnectionDetails details,
      ConnectionProperties properties,
      ObjectProvider<SslBundles> bundles) {
    return properties.redis().uri() == null
        ? new DataRedisDetails(details)
        : new PropertiesConnectionDetails(properties.redis(), bundles);
  }
}
