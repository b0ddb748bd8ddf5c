package io.streamweir.http.audit;

import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.engine.Engine;
import io.streamweir.inspect.Audit;
import io.streamweir.inspect.AuditedChange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what callers have changed. A change that is made and cannot be written stays made, and the
 * log tells it. Thread-safe.
 */
public final class AuditTrail {
  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

  private final Engine engine;

  /** In the namespace of this engine. */
  public AuditTrail(Engine engine) {
    this.engine = engine;
  }

  /**
   * A change that a request makes to the pipeline of its path, and to the stage where it has one.
   */
  public static AuditedChange change(Request request, String action) {
    return AuditedChange.of(request.caller().name(), action, request.parameter("pipeline"))
        .withStage(request.parameters().get("stage"));
  }

  /** Writes a change that was made. */
  public void write(AuditedChange change) {
    try {
      new Audit(engine.link(Role.OPERATE)).write(change);
    } catch (RuntimeException e) {
      LOG.warn("a change was made and not written to the audit: {}", change, e);
    }
  }
}
