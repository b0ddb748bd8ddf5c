package io.streamweir.internal.feature.chain;

import io.streamweir.internal.wire.Confirmed;
import io.streamweir.pipeline.StreamweirException;

/** Replicas have not confirmed jobs of an outbox in time. */
final class Unconfirmed extends StreamweirException {
  private static final long serialVersionUID = 1L;

  private Unconfirmed(String message) {
    super(message);
  }

  /** Where the replicas could not even be asked, that is the failure. */
  static StreamweirException of(String what, Confirmed<?> doubtful) {
    return doubtful.cause() != null ? doubtful.cause() : new Unconfirmed(what + doubtful.doubt());
  }
}
