package io.streamweir.http.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answers to lines, one line each, and counts them. An answer is mostly text that is the
 * same for all, so that it is copied, not made anew. For one thread.
 */
final class BulkAnswers {
  private static final int FULL = 32 << 10;
  private static final byte[] LINE = ascii("{\"line\":");
  private static final byte[] JOB = ascii(",\"job\":");
  private static final byte[] PARTITION = ascii(",\"partition\":");
  private static final byte[] NEW = ascii(",\"duplicate\":false}\n");
  private static final byte[] DUPLICATE = ascii(",\"duplicate\":true}\n");
  private static final byte[] PROBLEM = ascii(",\"problem\":");
  private static final byte[] END = ascii("}\n");

  private final OutputStream out;
  private byte[] bytes = new byte[2 * FULL];
  private int size;
  private long submitted;
  private long duplicates;
  private long refused;

  BulkAnswers(OutputStream out) {
    this.out = out;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A line's job is in Redis. */
  void taken(long line, String job, int partition, boolean duplicate) throws IOException {
    begin(line);
    put(JOB);
    text(job);
    put(PARTITION);
    put(ascii(Integer.toString(partition)));
    end(duplicate);
  }

  /** The same where the partition is not known. */
  void taken(long line, String job) throws IOException {
    begin(line);
    put(JOB);
    text(job);
    end(false);
  }

  /** The line's job was added before. */
  void known(long line) throws IOException {
    begin(line);
    end(true);
  }

  private void begin(long line) {
    put(LINE);
    put(ascii(Long.toString(line)));
  }

  private void end(boolean duplicate) throws IOException {
    submitted += duplicate ? 0 : 1;
    duplicates += duplicate ? 1 : 0;
    put(duplicate ? DUPLICATE : NEW);
    sendWhereFull();
  }

  /** A line made no job. */
  void refused(long line, Problem problem) throws IOException {
    refused++;
    begin(line);
    problem(problem);
    put(END);
    sendWhereFull();
  }

  private void problem(Problem problem) {
    put(PROBLEM);
    put(Json.bytes(problem.json()));
  }

  /** Ids of jobs are plain; of a duplicate, another program may have chosen another one. */
  private void text(String text) {
    if (plain(text)) {
      put((byte) '"');
      put(ascii(text));
      put((byte) '"');
    } else {
      put(Json.bytes(JsonNodeFactory.instance.textNode(text)));
    }
  }

  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private void put(byte one) {
    ensure(1);
    bytes[size++] = one;
  }

  private void put(byte[] some) {
    ensure(some.length);
    System.arraycopy(some, 0, bytes, size, some.length);
    size += some.length;
  }

  private void ensure(int more) {
    if (more > bytes.length - size) {
      bytes = Arrays.copyOf(bytes, 2 * Math.addExact(size, more));
    }
  }

  private void sendWhereFull() throws IOException {
    if (size >= FULL) {
      send();
    }
  }

  private void send() throws IOException {
    out.write(bytes, 0, size);
    size = 0;
  }

  /** Sends what is written. */
  void flush() throws IOException {
    send();
    out.flush();
  }

  /** The last line: without it a client does not know whether it got all. */
  void end(@Nullable Problem problem) throws IOException {
    put(
        ascii(
            "{\"end\":true,\"submitted\":%s,\"duplicates\":%s,\"refused\":%s"
                .formatted(submitted, duplicates, refused)));
    if (problem != null) {
      problem(problem);
    }
    put(END);
    flush();
  }
}
