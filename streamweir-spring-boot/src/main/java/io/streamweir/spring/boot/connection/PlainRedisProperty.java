package io.streamweir.spring.boot.connection;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.convert.ConverterNotFoundException;

/**
 * Passes over the system property {@code streamweir.redis}, which says to the test kit which server
 * tests get. Here it is only the beginning of other names.
 */
final class PlainRedisProperty implements ConfigurationPropertiesBindHandlerAdvisor {
  private static final ConfigurationPropertyName NAME =
      ConfigurationPropertyName.of("streamweir.redis");

  @Override
  public BindHandler apply(BindHandler handler) {
    return new AbstractBindHandler(handler) {
      @Override
      public @Nullable Object onFailure(
          ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
          throws Exception {
        boolean plain = name.equals(NAME) && error instanceof ConverterNotFoundException;
        return plain ? null : super.onFailure(name, target, context, error);
      }
    };
  }
}
