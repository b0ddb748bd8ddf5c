package io.streamweir.spring.boot.connection;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Leads to the Redis of Spring Data Redis, where it is there and no property names another. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(DataRedisConnectionDetails.class)
@ConditionalOnProperty(name = "streamweir.redis.uri", havingValue = "none", matchIfMissing = true)
class DataRedisConfiguration {
  @Bean
  @ConditionalOnBean(DataRedisConnectionDetails.class)
  @ConditionalOnMissingBean(StreamweirConnectionDetails.class)
  DataRedisDetails streamweirConnectionDetails(DataRedisConnectionDetails details) {
    return new DataRedisDetails(details);
  }
}
