package io.streamweir.spring.boot.event;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.modulith.events.ExternalizationMode;

/** Holds where Modulith's own registry is the outbox, and not a library beside it. */
final class ModuleListenerMode implements Condition {
  @Override
  public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
    return ExternalizationMode.from(context.getEnvironment())
        == ExternalizationMode.MODULE_LISTENER;
  }
}
