package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Arguments;
import io.streamweir.internal.wire.Call;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an entry that is to be appended, as docs/protocol.md names them. Immutable by
 * agreement: no code writes to the payload array.
 */
public final class NewEntry implements Cloneable {
  private static final byte[] JOB = Call.bytes("j");
  private static final byte[] TIME = Call.bytes("t");
  private static final byte[] PAYLOAD = Call.bytes("p");
  private static final byte[] ATTEMPT = Call.bytes("a");
  private static final byte[] REPLAYS = Call.bytes("x");
  private static final byte[] PATH = Call.bytes("o");
  private static final byte[] HEADERS = Call.bytes("h");
  private static final byte[] DEDUPE_KEY = Call.bytes("u");
  private static final byte[] HOLD = Call.bytes("w");
  private static final byte[] GATHERS = Call.bytes("g");
  private static final byte[] KEY = Call.bytes("k");
  private static final byte[] LAST_ERROR = Call.bytes("e");
  private static final int MOST_ERROR_CHARS = 500; // it is in memory for each delayed entry

  private final String jobId;
  private final long submittedAt;
  private final byte[] payload;
  private final @Nullable String headers;
  // What is not always there; only a copy that no other code knows yet is changed.
  private int attempt = 1;
  private int replays;
  private String path = "";
  private @Nullable String dedupeKey;
  private long holdMillis;
  private @Nullable String gathers;
  private @Nullable String key;
  private @Nullable String lastError;

  private NewEntry(String jobId, long submittedAt, byte[] payload, @Nullable String headers) {
    this.jobId = jobId;
    this.submittedAt = submittedAt;
    this.payload = payload;
    this.headers = headers;
  }

  private NewEntry copy() {
    try {
      return (NewEntry) clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A job's first entry. */
  public static NewEntry submitted(
      String jobId, long submittedAtMillis, byte[] payload, @Nullable String headers) {
    return new NewEntry(jobId, submittedAtMillis, payload, headers);
  }

  /**
   * The same entry of a job that holds a dedupe key.
   *
   * @param holdMillis for how long after each step of the job, until it has ended; 0 lets go with
   *     the first step
   */
  public NewEntry holding(String dedupeKey, long holdMillis) {
    NewEntry copy = copy();
    copy.dedupeKey = dedupeKey;
    copy.holdMillis = holdMillis;
    return copy;
  }

  /**
   * The same entry of a job with a key that is not its id, for pipelines to which keys matter.
   *
   * @throws IllegalArgumentException where the key is too long
   */
  public NewEntry keyed(String key) {
    if (Call.bytes(key).length > EntryFields.MOST_KEY_BYTES) {
      throw new IllegalArgumentException(
          "the key is longer than " + EntryFields.MOST_KEY_BYTES + " bytes of UTF-8");
    }
    NewEntry copy = copy();
    copy.key = key;
    return copy;
  }

  /** What an entry hands to the next stage, with its headers. */
  public static NewEntry forwarded(Entry from, byte[] payload, String path) {
    return forwarded(from, payload, path, from.headers());
  }

  /** What an entry hands to the next stage, with these headers, as they are on the wire. */
  public static NewEntry forwarded(
      Entry from, byte[] payload, String path, @Nullable String headers) {
    NewEntry next = new NewEntry(from.jobId(), from.submittedAt(), payload, headers);
    next.replays = from.replays();
    next.path = path;
    next.dedupeKey = from.keepsHolding() ? from.dedupeKey() : null;
    next.holdMillis = from.holdMillis();
    next.gathers = from.gathers();
    next.key = from.ownKey();
    return next;
  }

  /**
   * The same entry for its next attempt; {@code counts} is false where the last one was not the
   * entry's fault.
   */
  public static NewEntry again(Entry entry, boolean counts) {
    NewEntry again = forwarded(entry, entry.payload(), entry.path());
    again.attempt = entry.attempt() + (counts ? 1 : 0);
    again.lastError = entry.lastError();
    return again;
  }

  /**
   * The same entry with why it is put off, for people who look at it meanwhile: how its attempt
   * failed, or the reason that the handler gave. At most 500 characters of it are kept.
   */
  public NewEntry because(String error) {
    NewEntry copy = copy();
    copy.lastError =
        error.length() <= MOST_ERROR_CHARS ? error : error.substring(0, MOST_ERROR_CHARS);
    return copy;
  }

  /** Whether its job holds a dedupe key until it has ended. */
  boolean keepsHolding() {
    return dedupeKey != null && holdMillis > 0;
  }

  /** As it would be read from an inbox, the first time that it is given to a worker. */
  public Entry arrivedAs(String id) {
    Entry entry = new Entry();
    entry.id = id;
    entry.jobId = jobId;
    entry.payload = payload;
    entry.submittedAt = submittedAt;
    entry.attempt = attempt;
    entry.replays = replays;
    entry.path = path;
    entry.headers = headers;
    entry.dedupeKey = dedupeKey;
    entry.holdMillis = holdMillis;
    entry.gathers = gathers;
    entry.key = key;
    entry.lastError = lastError;
    entry.deliveries = 1;
    return entry;
  }

  public int payloadBytes() {
    return payload.length;
  }

  /** Whether job id, time and payload are all there is to say. */
  public boolean plain() {
    return attempt == 1
        && replays == 0
        && path.isEmpty()
        && headers == null
        && dedupeKey == null
        && gathers == null
        && key == null
        && lastError == null;
  }

  public byte[] payload() {
    return payload;
  }

  /** The job. */
  public String jobId() {
    return jobId;
  }

  /** The headers as they are on the wire, or null for none. */
  public @Nullable String headers() {
    return headers;
  }

  public void addPlain(Arguments args, RepeatedNumber times) {
    args.add(jobId).add(times.text(submittedAt)).add(payload);
  }

  public int fieldArguments() {
    return 6
        + (attempt == 1 ? 0 : 2)
        + (replays == 0 ? 0 : 2)
        + (path.isEmpty() ? 0 : 2)
        + (headers == null ? 0 : 2)
        + (dedupeKey == null ? 0 : 2)
        + (dedupeKey == null || holdMillis == 0 ? 0 : 2)
        + (gathers == null ? 0 : 2)
        + (key == null ? 0 : 2)
        + (lastError == null ? 0 : 2);
  }

  public void addFields(Arguments args) {
    args.add(JOB).add(jobId).add(TIME).add(submittedAt).add(PAYLOAD).add(payload);
    if (attempt != 1) {
      args.add(ATTEMPT).add(attempt);
    }
    if (replays != 0) {
      args.add(REPLAYS).add(replays);
    }
    if (!path.isEmpty()) {
      args.add(PATH).add(path);
    }
    if (headers != null) {
      args.add(HEADERS).add(headers);
    }
    if (dedupeKey != null) {
      args.add(DEDUPE_KEY).add(dedupeKey);
      if (holdMillis != 0) {
        args.add(HOLD).add(holdMillis);
      }
    }
    if (gathers != null) {
      args.add(GATHERS).add(gathers);
    }
    if (key != null) {
      args.add(KEY).add(key);
    }
    if (lastError != null) {
      args.add(LAST_ERROR).add(lastError);
    }
  }
}
