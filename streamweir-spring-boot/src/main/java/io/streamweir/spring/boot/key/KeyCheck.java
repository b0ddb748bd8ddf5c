package io.streamweir.spring.boot.key;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.spring.boot.override.PipelineProperties;
import io.streamweir.spring.boot.override.UnknownNameException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Looks at the start for keys and pipelines that do not exist. Variables of the environment and
 * system properties are passed over, since others may have put them there.
 */
final class KeyCheck implements SmartInitializingSingleton {
  private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("streamweir");

  private final ConfigurableEnvironment environment;
  private final PipelineProperties properties;
  private final ObjectProvider<Pipeline<?>> pipelines;

  KeyCheck(
      ConfigurableEnvironment environment,
      PipelineProperties properties,
      ObjectProvider<Pipeline<?>> pipelines) {
    this.environment = environment;
    this.properties = properties;
    this.pipelines = pipelines;
  }

  @Override
  public void afterSingletonsInstantiated() {
    checkKeys();
    checkPipelines();
  }

  private void checkKeys() {
    KnownKeys known = KnownKeys.of(PropertyRecords.ALL);
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource names && !ofOthers(source)) {
        names.stream()
            .filter(OURS::isAncestorOf)
            .forEach(key -> known.check(key, described(source, key)));
      }
    }
  }

  private static boolean ofOthers(ConfigurationPropertySource source) {
    return source.getUnderlyingSource() instanceof PropertySource<?> underlying
        && List.of(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)
            .contains(underlying.getName());
  }

  private static String described(
      ConfigurationPropertySource source, ConfigurationPropertyName key) {
    ConfigurationProperty property = source.getConfigurationProperty(key);
    return property == null || property.getOrigin() == null
        ? "the property " + key
        : "the property " + key + " (" + property.getOrigin() + ")";
  }

  private void checkPipelines() {
    Set<String> known = new TreeSet<>();
    for (Pipeline<?> pipeline : pipelines) {
      if (!known.add(pipeline.name())) {
        throw new DuplicatePipelineException(pipeline.name());
      }
    }
    for (String name : properties.pipelines().keySet()) {
      if (!known.contains(name)) {
        throw new UnknownNameException(
            "the property streamweir.pipelines." + name, "pipeline", name, known);
      }
    }
  }
}
