package io.streamweir.client;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.PayloadLimitException;
import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.pipeline.PipelineFacts;

/** Makes of an input, and what its caller wants of it, the job that is appended. Thread-safe. */
final class JobEncoder<I> {
  private final PipelineFacts<I> pipeline;
  private final boolean keyed;
  private final AvroCodec codec;
  private final int most;

  /**
   * An encoder.
   *
   * @param most the most bytes of a payload
   */
  JobEncoder(PipelineFacts<I> pipeline, AvroCodec codec, int most) {
    this.pipeline = pipeline;
    this.keyed = pipeline.keyed();
    this.codec = codec;
    this.most = most;
  }

  /**
   * The payload of an input.
   *
   * @throws PayloadTooLargeException where it is larger than it may be
   */
  byte[] payload(I input) {
    try {
      return codec.encode(input, most);
    } catch (PayloadLimitException e) {
      throw new PayloadTooLargeException(
          "the payload has %s bytes, more than the %s that ClientConfig.maxPayloadBytes allows"
              .formatted(e.size(), most),
          null);
    }
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
    String own = pipeline.keyOf(input);
    if (own != null) {
      return own;
    }
    return options.dedupe() == null ? jobId : options.dedupe().key();
  }
}
