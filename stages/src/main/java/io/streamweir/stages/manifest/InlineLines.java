package io.streamweir.stages.manifest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a manifest that becomes part of a job's result, as long as they are not too many.
 */
final class InlineLines implements ManifestLines.Output {
  /** What a result may carry: Redis stores it and sends it to everyone who listens. */
  static final int MOST_BYTES = 4 << 20;

  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private boolean tooMany;

  @Override
  public void sum(byte[] line) {
    tooMany |= lines.size() + line.length > MOST_BYTES;
    if (!tooMany) {
      lines.writeBytes(line);
    }
  }

  @Override
  public void json(byte[] line) {}

  /** All lines, or null where they are too many. */
  @Nullable String text() {
    return tooMany ? null : lines.toString(StandardCharsets.UTF_8);
  }
}
