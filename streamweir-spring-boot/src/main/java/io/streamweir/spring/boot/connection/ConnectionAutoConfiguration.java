package io.streamweir.spring.boot.connection;

import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.redis.TlsConfig;
import io.streamweir.redis.TlsManagers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The way to Redis: a link that connects when it is first used, so that an application starts while
 * Redis is away.
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
      "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration"
    })
@EnableConfigurationProperties(ConnectionProperties.class)
@Import({DataRedisConfiguration.class, PropertiesConfiguration.class})
public final class ConnectionAutoConfiguration {
  @Bean
  static PlainRedisProperty streamweirPlainRedisProperty() {
    return new PlainRedisProperty();
  }

  @Bean
  @ConditionalOnMissingBean
  RedisConfig streamweirRedisConfig(
      StreamweirConnectionDetails details,
      ConnectionProperties properties,
      ObjectProvider<RedisConfigCustomizer> customizers) {
    DriverVersions.ofClassPath().check();
    ConnectionProperties.Redis redis = properties.redis();
    RedisConfig config =
        RedisConfig.of(details.uri())
            .withNamespace(properties.namespace())
            .withCommandTimeout(redis.commandTimeout())
            .withConnectTimeout(redis.connectTimeout());
    if (details.sslBundle() != null) {
      config = config.withTls(TlsConfig.of(() -> managers(details)));
    }
    if (redis.passwordFile() != null) {
      config = config.withPasswordFile(redis.passwordFile());
    }
    if (redis.sentinelPasswordFile() != null) {
      config = config.withSentinelPasswordFile(redis.sentinelPasswordFile());
    }
    if (redis.name() != null) {
      config = config.withName(redis.name());
    }
    for (RedisConfigCustomizer customizer : customizers.orderedStream().toList()) {
      config = customizer.customize(config);
    }
    return config;
  }

  /** Of this moment, since a bundle may be loaded anew. */
  private static TlsManagers managers(StreamweirConnectionDetails details) {
    SslBundle bundle = details.sslBundle();
    return bundle == null
        ? new TlsManagers(null, null, List.of(), List.of())
        : new TlsManagers(
            bundle.getManagers().getKeyManagerFactory(),
            bundle.getManagers().getTrustManagerFactory(),
            list(bundle.getOptions().getEnabledProtocols()),
            list(bundle.getOptions().getCiphers()));
  }

  private static List<String> list(String @Nullable [] texts) {
    return texts == null ? List.of() : List.of(texts);
  }

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  RedisLink streamweirRedisLink(RedisConfig config) {
    return RedisLink.later(config);
  }
}
