package io.streamweir.internal.entry;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is stored and published when a job ends: one line of {@code name=value} pairs in the form of
 * a URL query, a line feed, then the result's payload, which is empty where there is none.
 * Immutable by agreement.
 */
public final class ResultMessage {
  private static final List<String> TRACE_CONTEXT = List.of("traceparent", "tracestate");

  private final Map<String, String> fields;
  private final byte[] payload;

  private ResultMessage(Map<String, String> fields, byte[] payload) {
    this.fields = fields;
    this.payload = payload;
  }

  /** The end of a job that finished; the payload is empty where there is no value. */
  public static ResultMessage finished(String jobId, String stage, byte[] payload) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("job", jobId);
    fields.put("status", "finished");
    fields.put("stage", stage);
    return new ResultMessage(fields, payload);
  }

  /** The end of a job of which an entry became a dead letter. */
  public static ResultMessage failed(
      String jobId, String stage, String reason, String error, int attempts) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("job", jobId);
    fields.put("status", "failed");
    fields.put("stage", stage);
    fields.put("reason", reason);
    fields.put("error", error);
    fields.put("attempts", Integer.toString(attempts));
    return new ResultMessage(fields, new byte[0]);
  }

  /** The end of a job that was cancelled. */
  public static ResultMessage cancelled(String jobId) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("job", jobId);
    fields.put("status", "cancelled");
    return new ResultMessage(fields, new byte[0]);
  }

  /** The same with the trace context, if there is any, among these headers. */
  public ResultMessage tracedBy(@Nullable String headers) {
    if (headers == null) {
      return this;
    }
    Map<String, String> traced = new LinkedHashMap<>(fields);
    Map<String, String> given = Headers.decode(headers);
    for (String name : TRACE_CONTEXT) {
      String value = given.get(name);
      if (value != null) {
        traced.put(name, value);
      }
    }
    return new ResultMessage(traced, payload);
  }

  /** The W3C trace context of the job's end; empty where it was not traced. */
  public Map<String, String> traceContext() {
    Map<String, String> context = new LinkedHashMap<>(fields);
    context.keySet().retainAll(TRACE_CONTEXT);
    return Map.copyOf(context);
  }

  /** Reads a message; what is missing reads as empty. */
  public static ResultMessage parse(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    String line = new String(bytes, 0, end, StandardCharsets.UTF_8);
    int from = Math.min(end + 1, bytes.length);
    byte[] payload = new byte[bytes.length - from];
    System.arraycopy(bytes, from, payload, 0, payload.length);
    return new ResultMessage(Headers.decode(line), payload);
  }

  /** The message's bytes. */
  public byte[] bytes() {
    byte[] line = Objects.requireNonNull(Headers.encode(fields)).getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[line.length + 1 + payload.length];
    System.arraycopy(line, 0, bytes, 0, line.length);
    bytes[line.length] = '\n';
    System.arraycopy(payload, 0, bytes, line.length + 1, payload.length);
    return bytes;
  }

  /** Whether the job was cancelled. */
  public boolean cancelled() {
    return "cancelled".equals(fields.get("status"));
  }

  /** Whether the job finished; otherwise it was cancelled or failed. */
  public boolean finished() {
    return "finished".equals(fields.get("status"));
  }

  /** The job. */
  public String jobId() {
    return field("job");
  }

  /** The stage at which it ended; empty where it was cancelled. */
  public String stage() {
    return field("stage");
  }

  /** Which kind of failure, one word. */
  public String reason() {
    return field("reason");
  }

  /** What happened, for people. */
  public String error() {
    return field("error");
  }

  /** How many attempts failed. */
  public int attempts() {
    String text = field("attempts");
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
  }

  /** The result in Avro's single-object encoding; empty for none. */
  public byte[] payload() {
    return payload;
  }

  private String field(String name) {
    @Nullable String value = fields.get(name);
    return value == null ? "" : value;
  }
}
