package io.streamweir.client;

import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.StreamweirException;
import org.jspecify.annotations.Nullable;

/**
 * A job was added, but not confirmed in time by as many replicas as its {@link Durability} wants:
 * it is worked on, and a failover may still lose it. Send it again with the same dedupe key, or
 * from the same {@link NumberedSource}, until that succeeds.
 */
public final class SubmitNotReplicatedException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  SubmitNotReplicatedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
