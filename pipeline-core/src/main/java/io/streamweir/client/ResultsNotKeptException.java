package io.streamweir.client;

import io.streamweir.pipeline.StreamweirException;

/** Thrown where a pipeline keeps no log of results; the message says how to turn it on. */
public final class ResultsNotKeptException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  ResultsNotKeptException(String pipeline) {
    super(
        "pipeline '"
            + pipeline
            + "' keeps no log of results; add keepResults(Duration.ofDays(7)) to its definition and"
            + " restart its workers");
  }
}
