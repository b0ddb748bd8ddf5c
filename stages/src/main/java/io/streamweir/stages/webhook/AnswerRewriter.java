package io.streamweir.stages.webhook;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Says {@code Connection: close} behind the status line of a plain answer as it passes, so that the
 * client sends no second request, perhaps for another target, on a connection that leads to this
 * one. Interim answers (100 to 199) pass as they are. For one thread.
 */
final class AnswerRewriter {
  private static final byte[] CLOSE = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int STATUS_CHARACTERS = "HTTP/1.1 1".length();

  private final StringBuilder line = new StringBuilder();
  private boolean statusLine = true;
  private boolean blank = true; // the line so far
  private boolean done;

  /** What to hand on in place of these bytes. */
  ByteBuffer pass(ByteBuffer bytes) {
    if (done) {
      return bytes;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.remaining() + CLOSE.length);
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      out.write(next);
      if (!done) {
        look((char) (next & 0xFF), out);
      }
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  private void look(char next, ByteArrayOutputStream out) {
    if (next != '\n') {
      blank &= next == '\r';
      if (line.length() < STATUS_CHARACTERS) {
        line.append(next);
      }
      return;
    }
    if (statusLine && !interim()) {
      out.writeBytes(CLOSE);
      done = true;
    }
    statusLine = !statusLine && blank; // an interim answer ends with a blank line
    line.setLength(0);
    blank = true;
  }

  private boolean interim() {
    String begin = line.toString();
    return begin.startsWith("HTTP/1.") && begin.endsWith(" 1");
  }
}
