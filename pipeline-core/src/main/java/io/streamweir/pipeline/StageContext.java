package io.streamweir.pipeline;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a handler may know of the entry beside its payload. Immutable; a test of a handler may make
 * one with {@link #of}.
 *
 * @param namespace what all keys of the installation begin with; {@code sw} unless the link says
 *     otherwise
 * @param pipeline the pipeline's name
 * @param stage the stage's name
 * @param partition from 0
 * @param jobId the job that the entry belongs to
 * @param path which of several outputs of one input led here, as {@code 0.3}; empty where no stage
 *     forwarded more than one
 * @param entryId the entry's id in its inbox; another one after each delayed retry
 * @param attempt 1 for the first, one more after each failed attempt; a redelivery after a crash
 *     does not count
 * @param replays how often the entry was replayed from the dead letters
 * @param submittedAtMillis when the client submitted the job, in ms since 1970 by the submitting
 *     machine's clock; see {@link #submittedAt}
 * @param headers the job's headers, such as trace context; never null
 */
public record StageContext(
    String namespace,
    String pipeline,
    String stage,
    int partition,
    String jobId,
    String path,
    String entryId,
    int attempt,
    int replays,
    long submittedAtMillis,
    Map<String, String> headers) {

  private static final String REPLAY_HEADER = "streamweir-replay"; // replay-settled.lua sets it

  /**
   * A context for a handler's own test: the first attempt of this job at that stage, with no
   * headers.
   */
  public static StageContext of(String pipeline, String stage, String jobId) {
    return new StageContext(pipeline, stage, 0, jobId, "", "0-1", 1, 0, 0, Map.of());
  }

  /** A context in the namespace {@code sw}. */
  public StageContext(
      String pipeline,
      String stage,
      int partition,
      String jobId,
      String path,
      String entryId,
      int attempt,
      int replays,
      long submittedAtMillis,
      Map<String, String> headers) {
    this(
        Names.DEFAULT_NAMESPACE,
        pipeline,
        stage,
        partition,
        jobId,
        path,
        entryId,
        attempt,
        replays,
        submittedAtMillis,
        headers);
  }

  /** When the client submitted the job, by the submitting machine's clock. */
  public Instant submittedAt() {
    return Instant.ofEpochMilli(submittedAtMillis);
  }

  /**
   * The name of the replay that fed the job through a stage once more after that had settled it;
   * empty where none did.
   */
  public Optional<String> replay() {
    return Optional.ofNullable(headers.get(REPLAY_HEADER));
  }

  /**
   * A key that stays the same however often this piece of work is delivered, retried or replayed,
   * and that no other piece shares: what to send to a system outside Redis that deduplicates.
   *
   * <p>It is {@code pipeline/job/stage}, with {@code /path} behind it where there is a path. In a
   * namespace other than {@code sw}, {@code namespace:} stands before it. Two servers with the same
   * namespace share keys, so give each installation that calls the same outside system a namespace
   * of its own.
   */
  public String idempotencyKey() {
    String place = namespace.equals(Names.DEFAULT_NAMESPACE) ? "" : namespace + ":";
    String key = place + pipeline + "/" + jobId + "/" + stage;
    return path.isEmpty() ? key : key + "/" + path;
  }
}
