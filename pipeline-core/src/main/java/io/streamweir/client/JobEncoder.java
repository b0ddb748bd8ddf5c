package io.streamweir.client;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.PayloadLimitException;
import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.pipeline.PipelineFacts;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes of an input, and what its caller wants of it, the job that is appended. Thread-safe.
 *
 * @param <I> what the caller has: the input, or its payload
 */
final class JobEncoder<I> {
  private final boolean keyed;
  private final Keys<I> keys;
  private final Function<I, byte[]> payloads;

  private JobEncoder(PipelineFacts<?> pipeline, Keys<I> keys, Function<I, byte[]> payloads) {
    this.keyed = pipeline.keyed();
    this.keys = keys;
    this.payloads = payloads;
  }

  /** The key that the pipeline takes from an input; null where it takes none. */
  @FunctionalInterface
  private interface Keys<I> {
    @Nullable String of(I input);
  }

  /**
   * An encoder of inputs.
   *
   * @param most the most bytes of a payload
   */
  static <I> JobEncoder<I> of(PipelineFacts<I> pipeline, AvroCodec codec, int most) {
    return new JobEncoder<>(pipeline, pipeline::keyOf, input -> encode(codec, input, most));
  }

  /**
   * An encoder of inputs that are payloads already. It decodes them only if the pipeline takes keys
   * from them.
   *
   * @param most the most bytes of a payload
   */
  static <I> JobEncoder<byte[]> ofPayloads(PipelineFacts<I> pipeline, AvroCodec codec, int most) {
    Keys<byte[]> keys =
        pipeline.keyedByPayload()
            ? payload -> pipeline.keyOf(codec.decode(payload, pipeline.input()))
            : payload -> null;
    return new JobEncoder<>(pipeline, keys, payload -> bounded(payload, most));
  }

  private static byte[] encode(AvroCodec codec, Object input, int most) {
    try {
      return codec.encode(input, most);
    } catch (PayloadLimitException e) {
      throw tooLarge(e.size(), most);
    }
  }

  private static byte[] bounded(byte[] payload, int most) {
    if (payload.length > most) {
      throw tooLarge(payload.length, most);
    }
    return payload;
  }

  private static PayloadTooLargeException tooLarge(long size, int most) {
    return new PayloadTooLargeException(
        "the payload has %s bytes, more than the %s that ClientConfig.maxPayloadBytes allows"
            .formatted(size, most),
        null);
  }

  /**
   * The payload of an input.
   *
   * @throws PayloadTooLargeException where it is larger than it may be
   */
  byte[] payload(I input) {
    return payloads.apply(input);
  }

  /** The key that the pipeline takes from an input; null where it takes none. */
  @Nullable String keyOf(I input) {
    return keys.of(input);
  }

  /**
   * A job with this id and partition key.
   *
   * @throws PayloadTooLargeException where its payload is larger than it may be
   */
  AppendScript.Job job(String jobId, String key, I input, SubmitOptions options) {
    byte[] payload = payload(input);
    NewEntry entry =
        NewEntry.submitted(
            jobId, System.currentTimeMillis(), payload, Headers.encode(options.headers()));
    return AppendScript.Job.of(
        keyed && !key.equals(jobId) ? entry.keyed(key) : entry,
        options.delay().toMillis(),
        options.dueMillis(),
        options.dedupe());
  }

  /** The key that decides the partition. */
  String partitionKey(I input, SubmitOptions options, String jobId) {
    if (options.key() != null) {
      return options.key();
    }
    String own = keyOf(input);
    if (own != null) {
      return own;
    }
    return options.dedupe() == null ? jobId : options.dedupe().key();
  }
}
