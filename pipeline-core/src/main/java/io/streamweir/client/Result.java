package io.streamweir.client;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.ResultMessage;
import java.util.Map;
import java.util.Optional;

/** How a job ended. Immutable and thread-safe. */
public sealed interface Result {
  /** The job. */
  String jobId();

  /** The stage at which it ended; empty where it was cancelled. */
  String stage();

  /**
   * The value that the job finished with. It may ask Redis for the schema that it was written with,
   * so call it while the client's link is open.
   *
   * @throws JobFailedException where it failed
   * @throws JobCancelledException where it was cancelled
   * @throws IllegalStateException where it finished without a value
   * @throws io.streamweir.codec.UndecodableException where the value is no such record
   */
  <T> T value(Class<T> type);

  /**
   * The W3C trace context of the job's end, {@code traceparent} and where given {@code tracestate};
   * empty where the job was not traced.
   */
  Map<String, String> traceContext();

  /** What a message says. */
  static Result of(ResultMessage message, AvroCodec codec) {
    if (message.cancelled()) {
      return new Cancelled(message.jobId(), message.traceContext());
    }
    return message.finished()
        ? new Finished(
            message.jobId(), message.stage(), message.payload(), codec, message.traceContext())
        : new Failed(
            message.jobId(),
            message.stage(),
            message.reason(),
            message.error(),
            message.attempts(),
            message.traceContext());
  }

  /** The job came to its end, with a value or without one. */
  final class Finished implements Result {
    private final String jobId;
    private final String stage;
    private final byte[] payload;
    private final AvroCodec codec;
    private final Map<String, String> traceContext;

    private Finished(
        String jobId,
        String stage,
        byte[] payload,
        AvroCodec codec,
        Map<String, String> traceContext) {
      this.jobId = jobId;
      this.stage = stage;
      this.payload = payload;
      this.codec = codec;
      this.traceContext = traceContext;
    }

    @Override
    public String jobId() {
      return jobId;
    }

    @Override
    public String stage() {
      return stage;
    }

    @Override
    public Map<String, String> traceContext() {
      return traceContext;
    }

    /** Whether there is a value. */
    public boolean hasValue() {
      return payload.length > 0;
    }

    @Override
    public <T> T value(Class<T> type) {
      if (!hasValue()) {
        throw new IllegalStateException("job " + jobId + " finished without a value");
      }
      return codec.decode(payload, type);
    }

    /** The value in Avro's JSON encoding, where there is one. */
    public Optional<String> json() {
      return hasValue() ? Optional.of(codec.toJson(payload)) : Optional.empty();
    }

    /** The value as {@link io.streamweir.codec.PayloadJson} shows it, where there is one. */
    public Optional<String> plainJson() {
      return hasValue() ? Optional.of(codec.toPlainJson(payload)) : Optional.empty();
    }

    /** The name of the value's record type, where there is one. */
    public Optional<String> typeName() {
      return hasValue() ? Optional.of(codec.typeName(payload)) : Optional.empty();
    }

    @Override
    public String toString() {
      return "Finished[" + jobId + " at " + stage + ", " + payload.length + " bytes]";
    }
  }

  /**
   * An entry of the job became a dead letter.
   *
   * @param reason which kind of failure, one word
   * @param error what happened, for people
   * @param attempts how many attempts failed
   * @param traceContext of the entry
   */
  record Failed(
      String jobId,
      String stage,
      String reason,
      String error,
      int attempts,
      Map<String, String> traceContext)
      implements Result {
    /** Of a job that was not traced. */
    public Failed(String jobId, String stage, String reason, String error, int attempts) {
      this(jobId, stage, reason, error, attempts, Map.of());
    }

    @Override
    public <T> T value(Class<T> type) {
      throw new JobFailedException(this);
    }
  }

  /**
   * The job was cancelled before it ended. No worker handles anything more of it, and it gets no
   * other end.
   *
   * @param traceContext empty: a cancel knows nothing of the job but its id
   */
  record Cancelled(String jobId, Map<String, String> traceContext) implements Result {
    /** Of a job of which no more is known. */
    public Cancelled(String jobId) {
      this(jobId, Map.of());
    }

    @Override
    public String stage() {
      return "";
    }

    @Override
    public <T> T value(Class<T> type) {
      throw new JobCancelledException(this);
    }
  }
}
