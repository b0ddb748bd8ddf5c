package io.streamweir.inspect;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.inspect.DeadLetters.Letter;
import io.streamweir.payload.PayloadType;
import io.streamweir.pipeline.StageDefinition;
import java.util.Optional;

/** The stage that dead letters are replayed into, and which of them it can take. Thread-safe. */
final class ReplayTarget {
  private static final int MOST_PAYLOAD_BYTES = 16 << 20;

  private final StageDefinition<?, ?> stage;
  private final boolean other;
  private final AvroCodec codec;

  /**
   * A stage.
   *
   * @param from the stage where the letters died
   * @throws IllegalArgumentException where it gathers the parts of a split and is another one, as
   *     what it takes is no payload
   */
  ReplayTarget(StageDefinition<?, ?> stage, String from, AvroCodec codec) {
    this.stage = stage;
    this.other = !stage.name().equals(from);
    this.codec = codec;
    if (other && stage.gathers()) {
      throw new IllegalArgumentException(
          "stage '"
              + stage.name()
              + "' gathers the parts of a split and takes no letters of others");
    }
  }

  String name() {
    return stage.name();
  }

  long maxBacklog() {
    return stage.config().maxBacklog();
  }

  boolean takes(Letter letter) {
    return objection(letter).isEmpty();
  }

  /** Why the stage cannot take the letter; empty where it can, and of the stage's own letters. */
  Optional<String> objection(Letter letter) {
    return other ? foreign(letter).or(() -> unreadable(letter.payload())) : Optional.empty();
  }

  /** A part counts where it is, and its path names no entry elsewhere. */
  private static Optional<String> foreign(Letter letter) {
    return letter.fields().containsKey("g")
        ? Optional.of("it is a part of a split")
        : Optional.empty();
  }

  private Optional<String> unreadable(byte[] payload) {
    try {
      if (!codec.isOf(payload, stage.input())) {
        String taken = PayloadType.of(stage.input()).schema().getFullName();
        return Optional.of(
            "stage '" + name() + "' takes " + taken + ", and it holds " + codec.typeName(payload));
      }
      codec.decode(payload, stage.input());
      return Optional.empty();
    } catch (UndecodableException | UnknownSchemaException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The payload that the JSON describes.
   *
   * @throws UndecodableException where the JSON does not fit what the stage takes
   * @throws io.streamweir.codec.PayloadLimitException where it is larger than 16 MiB
   */
  byte[] payload(String json) {
    return payload(codec.fromJsonWithDefaults(json, stage.input()));
  }

  /**
   * The payload that holds this record.
   *
   * @throws IllegalArgumentException where the stage takes other records
   * @throws io.streamweir.codec.PayloadLimitException where it is larger than 16 MiB
   */
  byte[] payload(Object input) {
    if (!stage.input().isInstance(input)) {
      throw new IllegalArgumentException(
          "stage '" + name() + "' takes no " + input.getClass().getName());
    }
    return codec.encode(input, MOST_PAYLOAD_BYTES);
  }

  /**
   * Complains where the stage cannot take the letter.
   *
   * @param replaced whether it gets another payload
   */
  void check(Letter letter, boolean replaced) {
    Optional<String> objection = other && replaced ? foreign(letter) : objection(letter);
    objection.ifPresent(
        why -> {
          throw new IllegalArgumentException(
              "dead letter " + letter.id() + " cannot go to stage '" + name() + "': " + why);
        });
  }
}
