package io.streamweir.spring.boot.http;

import io.streamweir.http.HttpApi;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.DispatcherConfig;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.servlet.ApiServlet;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.spring.boot.connection.ConnectionAutoConfiguration;
import jakarta.servlet.Servlet;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/** Mounts the HTTP API and the console in the application's own server, below its security. */
@AutoConfiguration(after = ConnectionAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Servlet.class, HttpApi.class})
@ConditionalOnProperty("streamweir.http.base-path")
@EnableConfigurationProperties(HttpProperties.class)
public final class HttpAutoConfiguration {
  @Bean
  HttpApi streamweirHttpApi(
      RedisConfig redis, ObjectProvider<Pipeline<?>> pipelines, HttpProperties properties) {
    ApiConfig config =
        ApiConfig.defaults()
            .withMaxBodyBytes(properties.maxBody().toBytes())
            .withOrigins(properties.origins());
    List<Pipeline<?>> known = pipelines.orderedStream().toList();
    return HttpApi.of(Engine.of(redis, known), Authenticator.SERVER, config, List.of());
  }

  @Bean
  ApiServletRegistration streamweirApiServlet(HttpApi api, HttpProperties properties) {
    return new ApiServletRegistration(api, properties);
  }

  @Bean
  HttpDrain streamweirHttpDrain(ApiServletRegistration registration, HttpProperties properties) {
    ApiServlet servlet = Objects.requireNonNull(registration.getServlet());
    return new HttpDrain(servlet, properties.drainTimeout());
  }

  /** The servlet below its path. */
  static final class ApiServletRegistration extends ServletRegistrationBean<ApiServlet> {
    ApiServletRegistration(HttpApi api, HttpProperties properties) {
      super(
          new ApiServlet(
              api.api(), DispatcherConfig.defaults(), request -> LoggedIn.of(request, properties)),
          Objects.requireNonNull(properties.basePath()) + "/*");
      setName("streamweir");
      setAsyncSupported(true);
    }
  }
}
