package io.streamweir.client;

import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.StreamweirException;
import org.jspecify.annotations.Nullable;

/**
 * The first stage's inbox holds as many entries as it may; nothing was added. Try again when
 * workers have caught up.
 */
public final class InboxFullException extends StreamweirException {
  private static final long serialVersionUID = 1L;

  InboxFullException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static InboxFullException of(PipelineFacts<?> pipeline) {
    return new InboxFullException(
        "the inbox of stage '%s' of pipeline '%s' holds %s, as many as it may"
            .formatted(
                pipeline.first(),
                pipeline.name(),
                Plural.of(pipeline.maxBacklog(), "entry", "entries")),
        null);
  }
}
