package io.streamweir.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What may be said of one job that an outcome submits to another pipeline. Immutable.
 *
 * @param jobId the job's id; default null, which makes a time-ordered one
 * @param key which decides the partition; default null, which takes the dedupe key, else the job
 *     id. A pipeline that takes keys from payloads ({@link PipelineBuilder#keyedBy}) needs one
 *     here, since only its own code knows them
 * @param dedupe what happens where another job was submitted with the same dedupe key; default
 *     null, nothing. A job that gives way counts as submitted
 * @param delay how long the job waits, from the settlement on, before the target's first stage sees
 *     it; default 0, at most 100 years
 * @param at when the target's first stage shall see the job, by the server's clock; default null,
 *     which goes by the delay
 * @param headers travel with the job; default none. The trace goes on without them
 * @param priority how urgent the job is; only a pipeline that has priorities on takes another than
 *     the default, the normal one
 */
public record ChainOptions(
    @Nullable String jobId,
    @Nullable String key,
    @Nullable Dedupe dedupe,
    Duration delay,
    @Nullable Instant at,
    Map<String, String> headers,
    Priority priority) {
  private static final ChainOptions DEFAULTS =
      new ChainOptions(null, null, null, Duration.ZERO, null, Map.of(), Priority.NORMAL);

  /** Checks the id and the times, and keeps a copy of the headers. */
  public ChainOptions {
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
    boolean debounced = dedupe != null && dedupe.mode() == Dedupe.Mode.DEBOUNCE;
    if (debounced && (!delay.isZero() || at != null)) {
      throw new IllegalArgumentException("a debounced job waits by itself, without a delay");
    }
    if (dedupe != null && dedupe.samePayload()) {
      throw new IllegalArgumentException(
          "a job that an outcome submits gives way to another one: its payload is not compared");
    }
    headers = Map.copyOf(headers);
    Objects.requireNonNull(priority, "priority");
  }

  /** A job of its own id, at once, with no headers. */
  public static ChainOptions defaults() {
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
    Priority priority = priority();
  }

  private ChainOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new ChainOptions(
        draft.jobId, draft.key, draft.dedupe, draft.delay, draft.at, draft.headers, draft.priority);
  }

  /**
   * The same with an id of the handler's: 1 to 128 letters, digits, dots, underscores, colons and
   * hyphens.
   */
  public ChainOptions withJobId(String jobId) {
    return with(draft -> draft.jobId = jobId);
  }

  /** The same with a key that decides the partition. */
  public ChainOptions withKey(String key) {
    return with(draft -> draft.key = key);
  }

  /** The same that gives way to, or takes the place of, another job with the same dedupe key. */
  public ChainOptions withDedupe(Dedupe dedupe) {
    return with(draft -> draft.dedupe = dedupe);
  }

  /** The same that begins so long after the settlement; at no given time. */
  public ChainOptions withDelay(Duration delay) {
    return with(
        draft -> {
          draft.delay = delay;
          draft.at = null;
        });
  }

  /** The same that begins then, by the server's clock, in place of a delay. */
  public ChainOptions withStart(Instant at) {
    return with(
        draft -> {
          draft.delay = Duration.ZERO;
          draft.at = at;
        });
  }

  /** The same with these headers. */
  public ChainOptions withHeaders(Map<String, String> headers) {
    return with(draft -> draft.headers = headers);
  }

  /** The same at this priority, through all stages. */
  public ChainOptions withPriority(Priority priority) {
    return with(draft -> draft.priority = priority);
  }
}
