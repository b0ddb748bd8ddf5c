package io.streamweir.internal.lane;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.PayloadLimitException;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.StreamweirException;

/**
 * Encodes what a stage hands on, within the stage's bounds: a settlement that Redis or its link
 * cannot carry would be sent again without end. Thread-safe.
 */
public record OutputEncoder(AvroCodec codec, StageDefinition<?, ?> stage) {
  private static final int TIMES_TOGETHER = 8;

  /**
   * The payload of an output, a part or a result; what came where the handler hands that on.
   *
   * @param came the payload that the handler was given
   * @throws StreamweirException where it is larger than one may be
   */
  public byte[] encode(Object output, byte[] came) {
    try {
      return codec.handOn(output, came, most());
    } catch (PayloadLimitException e) {
      throw tooLarge("a " + output.getClass().getName(), e.size(), most());
    }
  }

  /**
   * Looks at the bytes of all outputs of one outcome.
   *
   * @throws StreamweirException where they are more than one settlement should carry
   */
  public void checkTogether(long bytes) {
    long bound = (long) TIMES_TOGETHER * most();
    if (bytes > bound) {
      throw tooLarge("outputs of one outcome", bytes, bound);
    }
  }

  private int most() {
    return stage.config().maxPayloadBytes();
  }

  private StreamweirException tooLarge(String what, long bytes, long bound) {
    return new StreamweirException(
        "stage '%s' hands on %s of %s bytes, more than the %s that its maxPayloadBytes of %s allows"
            .formatted(stage.name(), what, bytes, bound, most()));
  }
}
