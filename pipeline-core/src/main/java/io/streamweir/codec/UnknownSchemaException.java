package io.streamweir.codec;

import io.streamweir.pipeline.StreamweirException;

/**
 * A payload whose writer's schema is not known yet; it may be later, when its producer has
 * registered it.
 */
public final class UnknownSchemaException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  UnknownSchemaException(long fingerprint) {
    super("no schema is registered for fingerprint " + Fingerprint.hex(fingerprint));
  }
}
