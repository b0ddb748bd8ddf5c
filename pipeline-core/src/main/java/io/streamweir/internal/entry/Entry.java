package io.streamweir.internal.entry;

import io.streamweir.internal.feature.gather.GatherPlace;
import io.streamweir.internal.wire.Resp;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of an inbox as it was read: the fields of docs/protocol.md. Where {@link #defect()} is
 * not null, something else than an entry stood in the stream. Immutable by agreement: no code
 * writes to the payload array.
 */
public final class Entry {
  static final byte[] NOTHING = {}; // the payload of an entry without one

  // Only EntryFields changes them, before it hands the entry out.
  String id = "";
  String jobId = "";
  byte[] payload = NOTHING;
  long submittedAt;
  int attempt = 1;
  int replays;
  String path = "";
  @Nullable String headers;
  @Nullable String dedupeKey;
  long holdMillis;
  @Nullable String gathers;
  @Nullable String key;
  @Nullable Unparked unparked;
  @Nullable String lastError;
  int deliveries;
  @Nullable String defect;

  Entry() {}

  /** The entry's id in its inbox, as {@code 1431857103000-0}. */
  public String id() {
    return id;
  }

  /** The job that the entry belongs to; empty where the field is missing. */
  public String jobId() {
    return jobId;
  }

  /** The payload in Avro's single-object encoding; empty where the field is missing. */
  public byte[] payload() {
    return payload;
  }

  /** When the job was submitted, in ms since 1970. */
  public long submittedAt() {
    return submittedAt;
  }

  /** From 1. */
  public int attempt() {
    return attempt;
  }

  /** How often the entry came back from the dead letters. */
  public int replays() {
    return replays;
  }

  /**
   * Which of several outputs of one input led here; empty where no stage forwarded more than one.
   */
  public String path() {
    return path;
  }

  /** The headers as they are on the wire, or null for none. */
  public @Nullable String headers() {
    return headers;
  }

  /** The dedupe key that its job may hold, or null for none. */
  public @Nullable String dedupeKey() {
    return dedupeKey;
  }

  /** For how long its job goes on holding the dedupe key after a step of the job, in ms. */
  public long holdMillis() {
    return holdMillis;
  }

  /** Whether its job holds the dedupe key until it has ended, and not just until its first step. */
  public boolean keepsHolding() {
    return holdMillis > 0;
  }

  /**
   * The gathers that it is a part of, as they are on the wire, innermost first; null for none. See
   * {@link GatherPlace#of}.
   */
  public @Nullable String gathers() {
    return gathers;
  }

  /** The key that its job was submitted with, else its job id. */
  public String key() {
    return key == null ? jobId : key;
  }

  /** The key where it is not the job id; null otherwise, and where keys do not matter. */
  public @Nullable String ownKey() {
    return key;
  }

  /** How it came back from where entries of its key were parked; null where it was not there. */
  public @Nullable Unparked unparked() {
    return unparked;
  }

  /** Its place among the entries of its key at this stage: the id with which it arrived first. */
  public String position() {
    return unparked == null ? id : unparked.position();
  }

  /**
   * Why its stage put it off the last time: how an attempt failed, or the reason that the handler
   * gave; null where it was never put off, or by a worker that does not note it.
   */
  public @Nullable String lastError() {
    return lastError;
  }

  /** How often the entry was given to a worker, this time included. */
  public int deliveries() {
    return deliveries;
  }

  /** What is wrong with the entry's fields, or null. */
  public @Nullable String defect() {
    return defect;
  }

  @Override
  public String toString() {
    return "Entry[" + id + " job=" + jobId + ", attempt=" + attempt + "]";
  }

  /**
   * An entry of a reply.
   *
   * @param fields a flat list of names and values
   * @param deliveries how often it was given to a worker
   */
  public static Entry of(@Nullable Object id, @Nullable Object fields, int deliveries) {
    EntryFields collected = new EntryFields();
    collected.id(Resp.text(id));
    List<?> flat = Resp.list(fields);
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      if (flat.get(i) instanceof byte[] name && flat.get(i + 1) instanceof byte[] value) {
        collected.put(name.length == 0 ? 0 : name[0], name.length, ByteBuffer.wrap(value));
      }
    }
    return collected.end(deliveries);
  }
}
