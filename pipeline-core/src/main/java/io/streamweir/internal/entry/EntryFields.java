package io.streamweir.internal.entry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Makes entries of their fields while these arrive. Unknown fields are passed over, so that later
 * versions may add some.
 */
public final class EntryFields {
  /** The longest key, in bytes of UTF-8. */
  public static final int MOST_KEY_BYTES = 1024;

  private final byte[] scratch = new byte[256];
  private Entry entry = new Entry();
  private boolean timed;

  public void id(String id) {
    entry.id = id;
  }

  public void put(byte name, int nameLength, ByteBuffer value) {
    if (nameLength != 1) {
      return;
    }
    switch (name) {
      case 'j' -> entry.jobId = text(value);
      case 'p' -> entry.payload = bytes(value);
      case 't' -> {
        entry.submittedAt = number('t', value);
        timed = true;
      }
      case 'a' -> entry.attempt = (int) number('a', value);
      case 'x' -> entry.replays = (int) number('x', value);
      case 'o' -> entry.path = text(value);
      case 'h' -> entry.headers = text(value);
      case 'u' -> entry.dedupeKey = text(value);
      case 'w' -> entry.holdMillis = number('w', value);
      case 'g' -> entry.gathers = text(value);
      case 'k' -> {
        if (value.remaining() > MOST_KEY_BYTES) {
          entry.defect = "field k (key) is longer than " + MOST_KEY_BYTES + " bytes";
        } else if (value.hasRemaining()) {
          entry.key = text(value);
        }
      }
      case 'q' -> entry.unparked = Unparked.parse(text(value));
      case 'e' -> entry.lastError = text(value);
      default -> {}
    }
  }

  /** The entry of what has come, given to a worker so often; what comes now is of the next one. */
  public Entry end(int deliveries) {
    Entry ended = entry;
    ended.defect = defect(ended, timed);
    ended.deliveries = deliveries;
    entry = new Entry();
    timed = false;
    return ended;
  }

  private static @Nullable String defect(Entry entry, boolean timed) {
    if (entry.defect != null) {
      return entry.defect;
    }
    if (entry.jobId.isEmpty()) {
      return "field j (job id) is missing";
    }
    if (!visible(entry.jobId, 128) || (!entry.path.isEmpty() && !visible(entry.path, 256))) {
      return "field j (job id) or o (path) is too long or has characters that are not visible"
          + " ASCII";
    }
    if (entry.payload == Entry.NOTHING) {
      return "field p (payload) is missing";
    }
    return timed ? null : "field t (submit time) is missing";
  }

  private static boolean visible(String text, int most) {
    boolean visible = text.length() <= most;
    for (int i = 0; visible && i < text.length(); i++) {
      visible = text.charAt(i) > ' ' && text.charAt(i) < 127;
    }
    return visible;
  }

  private long number(char field, ByteBuffer value) {
    long number = 0;
    int digits = value.remaining();
    boolean valid = digits > 0 && digits <= 15;
    for (int i = value.position(); valid && i < value.limit(); i++) {
      int digit = value.get(i) - '0';
      valid = digit >= 0 && digit <= 9;
      number = number * 10 + digit;
    }
    if (!valid || ((field == 'a' || field == 'x') && number > Integer.MAX_VALUE)) {
      entry.defect = "field " + field + " is not a number in range";
      return 0;
    }
    return number;
  }

  String text(ByteBuffer value) {
    int length = value.remaining();
    if (length > scratch.length) {
      return new String(bytes(value), StandardCharsets.UTF_8);
    }
    value.get(value.position(), scratch, 0, length);
    return new String(scratch, 0, length, StandardCharsets.UTF_8);
  }

  static byte[] bytes(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.get(value.position(), bytes);
    return bytes;
  }
}
