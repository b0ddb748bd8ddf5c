package io.streamweir.internal.feature.progress;

import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.settle.Held;
import io.streamweir.pipeline.Progress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How far one run of a handler has come, as it is kept and published: {@code name=value} pairs in
 * the form of a URL query. Immutable.
 *
 * @param atMillis when the server heard of it, in ms since 1970; 0 where it has not yet
 */
public record ProgressMessage(
    String jobId,
    String stage,
    String path,
    Progress progress,
    int attempt,
    String worker,
    long atMillis) {

  static ProgressMessage of(Held held, String stage, Progress progress, String worker) {
    String path = held.entry().path();
    return new ProgressMessage(
        held.entry().jobId(), stage, path, progress, held.entry().attempt(), worker, 0);
  }

  /** Tells it from that of other entries of the job. */
  String field() {
    return path.isEmpty() ? stage : stage + " " + path;
  }

  /** What is kept, but for the time. */
  String text() {
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("stage", stage);
    if (!path.isEmpty()) {
      pairs.put("path", path);
    }
    pairs.put("worker", worker);
    pairs.put("attempt", Integer.toString(attempt));
    pairs.put("fraction", Double.toString(progress.fraction()));
    if (!progress.note().isEmpty()) {
      pairs.put("note", progress.note());
    }
    return Objects.requireNonNull(Headers.encode(pairs));
  }

  /** What is published in front of that. */
  String front() {
    return Headers.encode(Map.of("job", jobId)) + "&";
  }

  /** Reads what was published; empty where it is something else. */
  public static Optional<ProgressMessage> parse(byte[] published) {
    Map<String, String> pairs = Headers.decode(new String(published, StandardCharsets.UTF_8));
    return read(pairs.getOrDefault("job", ""), pairs);
  }

  /** Reads what is kept of the job; empty where it is something else. */
  public static Optional<ProgressMessage> parse(String jobId, byte[] kept) {
    return read(jobId, Headers.decode(new String(kept, StandardCharsets.UTF_8)));
  }

  private static Optional<ProgressMessage> read(String jobId, Map<String, String> pairs) {
    try {
      return Optional.of(
          new ProgressMessage(
              jobId,
              pairs.getOrDefault("stage", ""),
              pairs.getOrDefault("path", ""),
              new Progress(
                  Double.parseDouble(pairs.getOrDefault("fraction", "")),
                  pairs.getOrDefault("note", "")),
              Integer.parseInt(pairs.getOrDefault("attempt", "1")),
              pairs.getOrDefault("worker", ""),
              Long.parseLong(pairs.getOrDefault("at", "0"))));
    } catch (IllegalArgumentException e) { // somebody else has written there
      return Optional.empty();
    }
  }
}
