package io.streamweir.pipeline;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a handler may know of the entry beside its payload, how it tells how far it has come, and
 * how it saves where the next run goes on. Thread-safe; a test of a handler may make one with
 * {@link #of}.
 */
public final class StageContext {
  private static final String REPLAY_HEADER = "streamweir-replay"; // replay-settled.lua sets it

  private final String namespace;
  private final String pipeline;
  private final String stage;
  private final int partition;
  private final String jobId;
  private final String path;
  private final String entryId;
  private final int attempt;
  private final int replays;
  private final long submittedAtMillis;
  private final Map<String, String> headers;
  private final RunReports reports;
  private volatile @Nullable Progress progress;

  /**
   * A context for a handler's own test: the first attempt of this job at that stage, with no
   * headers. It keeps in memory what the handler reports.
   */
  public static StageContext of(String pipeline, String stage, String jobId) {
    return new StageContext(pipeline, stage, 0, jobId, "", "0-1", 1, 0, 0, Map.of());
  }

  /** A context in the namespace {@code sw}, which keeps in memory what the handler reports. */
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

  /** A context in any namespace, which keeps in memory what the handler reports. */
  public StageContext(
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
    this(
        namespace,
        pipeline,
        stage,
        partition,
        jobId,
        path,
        entryId,
        attempt,
        replays,
        submittedAtMillis,
        headers,
        new RememberedReports());
  }

  /** A context whose handler reports there; see the methods of the same names. */
  public StageContext(
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
      Map<String, String> headers,
      RunReports reports) {
    this.namespace = namespace;
    this.pipeline = pipeline;
    this.stage = stage;
    this.partition = partition;
    this.jobId = jobId;
    this.path = path;
    this.entryId = entryId;
    this.attempt = attempt;
    this.replays = replays;
    this.submittedAtMillis = submittedAtMillis;
    this.headers = headers;
    this.reports = reports;
  }

  /** What all keys of the installation begin with; {@code sw} unless the link says otherwise. */
  public String namespace() {
    return namespace;
  }

  /** The pipeline's name. */
  public String pipeline() {
    return pipeline;
  }

  /** The stage's name. */
  public String stage() {
    return stage;
  }

  /** The partition, from 0. */
  public int partition() {
    return partition;
  }

  /** The job that the entry belongs to. */
  public String jobId() {
    return jobId;
  }

  /**
   * Which of several outputs of one input led here, as {@code 0.3}; empty where no stage forwarded
   * more than one.
   */
  public String path() {
    return path;
  }

  /** The entry's id in its inbox; another one after each delayed retry. */
  public String entryId() {
    return entryId;
  }

  /**
   * 1 for the first attempt, one more after each failed one; a redelivery after a crash does not
   * count.
   */
  public int attempt() {
    return attempt;
  }

  /** How often the entry was replayed from the dead letters. */
  public int replays() {
    return replays;
  }

  /**
   * When the client submitted the job, in ms since 1970 by the submitting machine's clock; see
   * {@link #submittedAt}.
   */
  public long submittedAtMillis() {
    return submittedAtMillis;
  }

  /** The job's headers, such as trace context. */
  public Map<String, String> headers() {
    return headers;
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
   * The key to send to a system outside Redis that deduplicates. It stays the same over deliveries,
   * retries and replays of this piece of work, and no other piece shares it.
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

  /**
   * Tells clients and operators how far the handler has come with the entry. Call it from any
   * thread, as often as you like: the worker shows the latest one at most twice a second. After the
   * handler has returned it is ignored.
   *
   * @param fraction from 0 to 1
   * @param note what a person may read beside it, as {@code page 4 of 10}; a long one is shortened
   * @throws IllegalArgumentException where the fraction is no number from 0 to 1
   */
  public void progress(double fraction, String note) {
    Progress now = new Progress(fraction, note);
    progress = now;
    reports.progress(now);
  }

  /**
   * The same without a note.
   *
   * @throws IllegalArgumentException where the fraction is no number from 0 to 1
   */
  public void progress(double fraction) {
    progress(fraction, "");
  }

  /** What this run of the handler has told last; empty where it has told nothing. */
  public Optional<Progress> lastProgress() {
    return Optional.ofNullable(progress);
  }

  /**
   * Saves where the next run of the same entry may go on: after a crash, a failed attempt, a drain
   * or a replay of its dead letter. Waits until Redis has it, also where Redis is away for a while.
   * It takes the place of what was saved before, and is forgotten in the step that ends the entry.
   *
   * <p>Like a settlement it counts only as long as the entry is this worker's.
   *
   * @param state any record, which is encoded at once
   * @throws LeaseLostException where another worker has the entry; nothing was saved. Let it pass
   * @throws CheckpointTooLargeException where it is larger than {@link
   *     StageConfig#maxCheckpointBytes}
   * @throws IllegalStateException where the handler has returned
   */
  public void checkpoint(Object state) {
    reports.checkpoint(state);
  }

  /**
   * What this run or an earlier one of the same entry has saved last; empty where none has, or
   * where that was more than 7 days ago. Waits for Redis.
   *
   * @param type what was saved; an older or newer version of it is resolved as a payload is
   * @throws LeaseLostException where another worker has the entry
   * @throws IllegalStateException where the handler has returned
   */
  public <T> Optional<T> lastCheckpoint(Class<T> type) {
    return reports.lastCheckpoint(type);
  }

  @Override
  public String toString() {
    String place = path.isEmpty() ? stage : stage + " " + path;
    return "StageContext["
        + pipeline
        + "/"
        + place
        + " job="
        + jobId
        + ", attempt="
        + attempt
        + "]";
  }
}
