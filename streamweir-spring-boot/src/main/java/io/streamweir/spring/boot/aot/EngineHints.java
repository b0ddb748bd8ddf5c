package io.streamweir.spring.boot.aot;

import io.streamweir.pipeline.WindowSummary;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;

/**
 * The engine's scripts, the files of the HTTP API and the console, the one class that Avro has
 * generated for the engine, and the proxy of Modulith's repository. What pipelines take and what
 * handler methods return is added for each application.
 */
final class EngineHints implements RuntimeHintsRegistrar {
  private static final String REPOSITORY =
      "org.springframework.modulith.events.core.EventPublicationRepository";

  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
    hints
        .resources()
        .registerPattern("io/streamweir/**/*.lua")
        .registerPattern("io/streamweir/http/console/**")
        .registerPattern("io/streamweir/http/openapi/**");
    hints
        .reflection()
        .registerType(
            WindowSummary.class,
            MemberCategory.ACCESS_PUBLIC_FIELDS,
            MemberCategory.ACCESS_DECLARED_FIELDS,
            MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
    if (ClassUtils.isPresent(REPOSITORY, loader)) {
      hints.proxies().registerJdkProxy(TypeReference.of(REPOSITORY));
    }
  }
}
