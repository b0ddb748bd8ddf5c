package io.streamweir.client;

import io.streamweir.pipeline.Pipeline;
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

  static InboxFullException of(Pipeline<?> pipeline) {
    return new InboxFullException(
        "the inbox of stage '"
            + pipeline.first().name()
            + "' of pipeline '"
            + pipeline.name()
            + "' holds "
            + Plural.of(pipeline.first().config().maxBacklog(), "entry", "entries")
            + ", as many as it may",
        null);
  }
}
