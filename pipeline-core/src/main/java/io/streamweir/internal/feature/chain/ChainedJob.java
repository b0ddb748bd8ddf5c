package io.streamweir.internal.feature.chain;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.EntryFields;
import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.wire.Arguments;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Resp;
import io.streamweir.pipeline.ChainOptions;
import io.streamweir.pipeline.Dedupe;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A job on its way to another pipeline, and the fields of its entry in the outbox. Immutable. */
public final class ChainedJob {
  private static final String JOB = "j";
  private static final String TIME = "t";
  private static final String PAYLOAD = "p";
  private static final String HEADERS = "h";
  private static final String KEY = "key";
  private static final String DELAY = "delay";
  private static final String DUE = "due";
  private static final String PRIORITY = "priority";
  private static final String DEDUPE = "dedupe";
  private static final String MODE = "mode";
  private static final String DEDUPE_TIME = "time";
  private static final String LONGEST = "longest";

  private final String jobId;
  private final long submittedAt;
  private final byte[] payload;
  private final @Nullable String headers;
  private final ChainOptions options;

  /**
   * Of these parts.
   *
   * @param submittedAt in ms since 1970
   * @param headers as they are on the wire; null for none
   * @param options how it is submitted; their job id and headers do not matter
   */
  public ChainedJob(
      String jobId,
      long submittedAt,
      byte[] payload,
      @Nullable String headers,
      ChainOptions options) {
    this.jobId = jobId;
    this.submittedAt = submittedAt;
    this.payload = payload;
    this.headers = headers;
    this.options = options;
  }

  public byte[] payload() {
    return payload;
  }

  public ChainOptions options() {
    return options;
  }

  /**
   * A job of now.
   *
   * @param trace pairs that carry the trace on
   */
  public static ChainedJob of(byte[] payload, Map<String, String> trace, ChainOptions options) {
    Map<String, String> headers = new LinkedHashMap<>(options.headers());
    headers.putAll(trace);
    String jobId = options.jobId() == null ? JobId.next() : options.jobId();
    long now = System.currentTimeMillis();
    return new ChainedJob(jobId, now, payload, Headers.encode(headers), options);
  }

  void addFields(Arguments args) {
    args.add(JOB).add(jobId).add(TIME).add(submittedAt).add(PAYLOAD).add(payload);
    add(args, HEADERS, headers);
    add(args, KEY, options.key());
    if (!options.delay().isZero()) {
      args.add(DELAY).add(options.delay().toMillis());
    }
    Instant at = options.at();
    if (at != null) {
      args.add(DUE).add(Math.max(1, at.toEpochMilli()));
    }
    if (options.priority() != Priority.NORMAL) {
      args.add(PRIORITY).add(options.priority().toString());
    }
    Dedupe dedupe = options.dedupe();
    if (dedupe != null) {
      add(args, DEDUPE, dedupe.key());
      args.add(MODE).add(dedupe.mode().name());
      args.add(DEDUPE_TIME).add(dedupe.time().toMillis());
      args.add(LONGEST).add(dedupe.longest().toMillis());
    }
  }

  private static void add(Arguments args, String name, @Nullable String value) {
    if (value != null) {
      args.add(name).add(value);
    }
  }

  /**
   * The job of an entry.
   *
   * @param fields a flat list of names and values
   * @return null where they are not those of a job
   */
  static @Nullable ChainedJob parse(@Nullable Object fields) {
    Map<String, Object> named = Resp.named(fields);
    if (!named.keySet().containsAll(List.of(JOB, TIME, PAYLOAD))) {
      return null;
    }
    try {
      return new ChainedJob(
          JobId.check(Resp.text(named.get(JOB))),
          Resp.number(named.get(TIME)),
          (byte[]) Objects.requireNonNull(named.get(PAYLOAD)),
          text(named, HEADERS),
          options(named));
    } catch (IllegalArgumentException e) {
      return null; // a stranger's
    }
  }

  private static ChainOptions options(Map<String, Object> named) {
    String due = text(named, DUE);
    String key = text(named, KEY);
    if (key != null && Call.bytes(key).length > EntryFields.MOST_KEY_BYTES) {
      throw new IllegalArgumentException("the key is too long");
    }
    String priority = text(named, PRIORITY);
    return new ChainOptions(
        null,
        key,
        dedupe(named),
        millis(named, DELAY),
        due == null ? null : Instant.ofEpochMilli(Long.parseLong(due)),
        Map.of(),
        priority == null ? Priority.NORMAL : Priority.of(priority));
  }

  private static @Nullable Dedupe dedupe(Map<String, Object> named) {
    String key = text(named, DEDUPE);
    return key == null
        ? null
        : new Dedupe(
            key,
            Dedupe.Mode.valueOf(Resp.text(named.get(MODE))),
            millis(named, DEDUPE_TIME),
            millis(named, LONGEST));
  }

  private static Duration millis(Map<String, Object> named, String field) {
    String value = text(named, field);
    return value == null ? Duration.ZERO : Duration.ofMillis(Long.parseLong(value));
  }

  private static @Nullable String text(Map<String, Object> named, String field) {
    return named.containsKey(field) ? Resp.text(named.get(field)) : null;
  }

  /** The key that decides the partition. */
  String partitionKey() {
    if (options.key() != null) {
      return options.key();
    }
    return options.dedupe() == null ? jobId : options.dedupe().key();
  }

  /**
   * The job as the target's inbox takes it.
   *
   * @param number of its entry in the outbox; its delay began then
   */
  AppendScript.Job appended(PipelineFacts<?> target, AppendScript.JobNumber number) {
    NewEntry entry = NewEntry.submitted(jobId, submittedAt, payload, headers);
    String key = partitionKey();
    if (target.keyed() && !key.equals(jobId)) {
      entry = entry.keyed(key);
    }
    long delay = options.delay().toMillis();
    Instant at = options.at();
    long due = at != null ? at.toEpochMilli() : delay > 0 ? number.ms() + delay : 0;
    return AppendScript.Job.of(entry, 0, due, options.dedupe()).numbered(number);
  }
}
