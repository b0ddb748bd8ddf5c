package io.streamweir.stages.accesslog;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageContext;
import io.streamweir.schemas.accesslog.AccessEvent;
import io.streamweir.schemas.accesslog.ClassifiedEvent;
import io.streamweir.schemas.accesslog.ErrorClass;

/**
 * The stage {@code classify}: says of an event who asked, for what, whose error came of it, and
 * whether it looks like an attack. Thread-safe.
 */
final class Classify implements Stage<AccessEvent, ClassifiedEvent> {
  private final Visitors visitors = new Visitors();

  @Override
  public Outcome<ClassifiedEvent> handle(AccessEvent event, StageContext context) {
    ClassifiedEvent classified = new ClassifiedEvent();
    classified.setEvent(event);
    classified.setVisitor(visitors.of(event.getAgent()));
    classified.setResource(Resources.of(event.getTarget()));
    classified.setError(errorOf(event.getStatus()));
    classified.setSuspicion(Suspicions.of(event));
    return Outcome.forward(classified);
  }

  private static ErrorClass errorOf(int status) {
    return switch (status / 100) {
      case 4 -> ErrorClass.CLIENT;
      case 5 -> ErrorClass.SERVER;
      default -> ErrorClass.NONE;
    };
  }
}
