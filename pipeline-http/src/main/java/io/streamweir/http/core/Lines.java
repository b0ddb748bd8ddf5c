package io.streamweir.http.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads lines in bounded memory: of a line that is too long only the length is kept. Lines end in
 * LF, CR LF or CR; what is not UTF-8 is replaced by U+FFFD. For one thread.
 */
public final class Lines {
  /** A line must have fewer bytes than this. */
  public static final int LIMIT = 1 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int end;
  private boolean afterReturn;

  private byte[] line = new byte[1 << 10];
  private long length;
  private long number;
  private boolean blank;

  /** The lines of this input. */
  public Lines(InputStream in) {
    this.in = in;
  }

  /** Goes to the next line; false at the end of the input. */
  public boolean next() throws IOException {
    length = 0;
    blank = true;
    while (position < end || fill()) {
      skipRestOfLineEnd();
      int from = position;
      position = endOfLine(from);
      keep(from, position);
      if (position < end) {
        afterReturn = buffer[position++] == '\r';
        skipRestOfLineEnd();
        number++;
        return true;
      }
    }
    number += length > 0 ? 1 : 0;
    return length > 0;
  }

  private int endOfLine(int from) {
    int at = from;
    int last = end;
    while (at < last && buffer[at] != '\n' && buffer[at] != '\r') {
      at++;
    }
    return at;
  }

  /** The second byte of CR LF may come with the next read only. */
  private void skipRestOfLineEnd() {
    if (afterReturn && position < end) {
      position += buffer[position] == '\n' ? 1 : 0;
      afterReturn = false;
    }
  }

  private boolean fill() throws IOException {
    position = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }

  private void keep(int from, int to) {
    int count = to - from;
    if (length + count < LIMIT) {
      if (length + count > line.length) {
        line = Arrays.copyOf(line, (int) Math.min(LIMIT, 2 * (length + count)));
      }
      System.arraycopy(buffer, from, line, (int) length, count);
    }
    for (int i = from; blank && i < to; i++) {
      blank = buffer[i] == ' ' || (buffer[i] >= '\t' && buffer[i] <= '\r');
    }
    length += count;
  }

  /** The line's number, from 1; blank lines count. */
  public long number() {
    return number;
  }

  /** The line's length in bytes. */
  public long length() {
    return length;
  }

  /** Whether it has {@link #LIMIT} bytes or more, so that there is no text. */
  public boolean tooLong() {
    return length >= LIMIT;
  }

  /** Whether it holds nothing but ASCII white space. */
  public boolean blank() {
    return blank;
  }

  /** A copy of the line's bytes without its end. */
  public byte[] bytes() {
    return Arrays.copyOf(line, (int) length);
  }

  /** The line without its end, with U+FFFD where it is not UTF-8. */
  public String text() {
    return new String(line, 0, (int) length, StandardCharsets.UTF_8);
  }

  /** Where the line is not UTF-8, as a byte's number from 1; 0 where it is. */
  public int notUtf8At() {
    if (text().indexOf('\uFFFD') < 0) {
      return 0;
    }
    ByteBuffer bytes = ByteBuffer.wrap(line, 0, (int) length);
    CoderResult result =
        StandardCharsets.UTF_8.newDecoder().decode(bytes, CharBuffer.allocate((int) length), true);
    return result.isError() ? bytes.position() + 1 : 0;
  }
}
