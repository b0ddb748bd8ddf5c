package io.streamweir.client;

import io.streamweir.pipeline.Dedupe;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.Horizon;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What may be said of one submit. Immutable.
 *
 * @param jobId the job's id; default null, which lets the client make a time-ordered one
 * @param key which decides the partition; default null, which takes what the pipeline is {@link
 *     io.streamweir.pipeline.PipelineBuilder#keyedBy keyed by}, else the job id
 * @param dedupe what happens where another job was submitted with the same dedupe key; default
 *     null, nothing. They are compared within a partition, over all priorities, so a pipeline of
 *     several needs a key too: where none is given, the dedupe key serves as the key
 * @param delay how long the job waits before the first stage sees it; default 0, at most 100 years
 * @param at when the first stage shall see the job, by the server's clock; at once where that is
 *     past, and at most 100 years ahead. Default null, which goes by the delay
 * @param headers travel with the job through all stages; default none
 * @param durability what must have happened before the submit counts as done; default {@link
 *     Durability#MEMORY}
 * @param priority how urgent it is; only a pipeline that has priorities on takes another than the
 *     default, the normal one
 */
public record SubmitOptions(
    @Nullable String jobId,
    @Nullable String key,
    @Nullable Dedupe dedupe,
    Duration delay,
    @Nullable Instant at,
    Map<String, String> headers,
    Durability durability,
    Priority priority) {

  private static final Instant EARLIEST = Instant.ofEpochMilli(1);
  private static final SubmitOptions DEFAULTS =
      new SubmitOptions(
          null, null, null, Duration.ZERO, null, Map.of(), Durability.MEMORY, Priority.NORMAL);

  /** Checks the id and the durations, and keeps a copy of the headers. */
  public SubmitOptions {
    if (jobId != null) {
      JobId.check(jobId);
    }
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay must not be negative: " + delay);
    }
    Horizon.check("delay", delay);
    if (at != null) {
      Horizon.check("start", at);
    }
    if (debounced(dedupe) && (!delay.isZero() || at != null)) {
      throw new IllegalArgumentException("a debounced job waits by itself, without a delay");
    }
    headers = Map.copyOf(headers);
  }

  /** A job of its own id, at once, with no headers, in the master's memory. */
  public static SubmitOptions defaults() {
    return DEFAULTS;
  }

  /** The components while they may change. */
  private final class Draft {
    @Nullable String jobId = jobId();
    @Nullable String key = key();
    @Nullable Dedupe dedupe = dedupe();
    Duration delay = delay();
    @Nullable Instant at = at();
    Map<String, String> headers = headers();
    Durability durability = durability();
    Priority priority = priority();
  }

  private SubmitOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new SubmitOptions(
        draft.jobId,
        draft.key,
        draft.dedupe,
        draft.delay,
        draft.at,
        draft.headers,
        draft.durability,
        draft.priority);
  }

  /**
   * The same with the client's own job id: 1 to 128 letters, digits, dots, underscores, colons and
   * hyphens.
   */
  public SubmitOptions withJobId(String jobId) {
    return with(draft -> draft.jobId = jobId);
  }

  /** The same with a key that decides the partition. */
  public SubmitOptions withKey(String key) {
    return with(draft -> draft.key = key);
  }

  private static boolean debounced(@Nullable Dedupe dedupe) {
    return dedupe != null && dedupe.mode() == Dedupe.Mode.DEBOUNCE;
  }

  /** The same that gives way to, or takes the place of, another job with the same dedupe key. */
  public SubmitOptions withDedupe(Dedupe dedupe) {
    return with(draft -> draft.dedupe = dedupe);
  }

  /** The same that is submitted only once per window. */
  public SubmitOptions withDedupe(String dedupeKey, Duration window) {
    return withDedupe(Dedupe.within(dedupeKey, window));
  }

  /** The same that begins so much later, by the server's clock; at no given time. */
  public SubmitOptions withDelay(Duration delay) {
    return with(
        draft -> {
          draft.delay = delay;
          draft.at = null;
        });
  }

  /** The same that begins then, by the server's clock, in place of a delay. */
  public SubmitOptions withStart(Instant at) {
    return with(
        draft -> {
          draft.delay = Duration.ZERO;
          draft.at = at;
        });
  }

  /** When it is due, in ms since 1970; 0 where the delay says it. */
  long dueMillis() {
    return at == null ? 0 : at.isBefore(EARLIEST) ? 1 : at.toEpochMilli();
  }

  /** The same with these headers. */
  public SubmitOptions withHeaders(Map<String, String> headers) {
    return with(draft -> draft.headers = headers);
  }

  /**
   * The same that counts as done when this has happened. A dedupe key lets it be sent again where
   * the replicas did not confirm in time.
   */
  public SubmitOptions withDurability(Durability durability) {
    return with(draft -> draft.durability = durability);
  }

  /** The same at this priority, through all stages. */
  public SubmitOptions withPriority(Priority priority) {
    return with(draft -> draft.priority = priority);
  }
}
