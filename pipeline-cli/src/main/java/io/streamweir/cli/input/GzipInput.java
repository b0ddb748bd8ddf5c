package io.streamweir.cli.input;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip as {@code gzip -dc} does: any number of members, zeros behind the last one, and an
 * error for everything else. It hands over what it can before it waits for more, and it never takes
 * a pause for the end, as {@link java.util.zip.GZIPInputStream} does. For one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
final class GzipInput extends InputStream {
  private static final int DEFLATE = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xE0;

  private final InputStream in;
  private final byte[] packed = new byte[1 << 16];
  private int position;
  private int end;
  private long before;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 headerCrc = new CRC32();
  private final CRC32 crc = new CRC32();
  private boolean inMember;
  private boolean ended;

  /** Unpacks what the stream holds, which must begin with a member. */
  GzipInput(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (!inMember) {
        begin();
      }
      int count = inMember ? inflate(bytes, offset, length) : 0;
      if (count > 0) {
        return count;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }

  private int inflate(byte[] bytes, int offset, int length) throws IOException {
    if (inflater.needsInput()) {
      more();
      inflater.setInput(packed, position, end - position);
    }
    int count;
    try {
      count = inflater.inflate(bytes, offset, length);
    } catch (DataFormatException e) {
      throw damage(e.getMessage() == null ? "the compressed data makes no sense" : e.getMessage());
    }
    position = end - inflater.getRemaining();
    if (inflater.needsDictionary()) {
      throw damage("it needs a preset dictionary");
    }
    crc.update(bytes, offset, count);
    if (inflater.finished()) {
      finish();
    }
    return count;
  }

  /** Reads the next member's header, or finds the end. */
  private void begin() throws IOException {
    int magic = nextOrEnd();
    while (magic == 0) {
      magic = nextOrEnd();
      if (magic > 0) {
        throw damage("zeros follow a member, and something follows the zeros");
      }
    }
    if (magic < 0) {
      ended = true;
      return;
    }
    headerCrc.reset();
    headerCrc.update(magic);
    if (magic != 0x1F || next() != 0x8B) {
      throw damage("what follows a member is no member");
    }
    header();
    inflater.reset();
    inflater.setInput(packed, position, end - position);
    crc.reset();
    inMember = true;
  }

  private void header() throws IOException {
    if (next() != DEFLATE) {
      throw damage("unknown compression method");
    }
    int flags = next();
    if ((flags & RESERVED) != 0) {
      throw damage("reserved flags are set");
    }
    pass(6);
    if ((flags & EXTRA) != 0) {
      pass(number(2));
    }
    for (int text : new int[] {NAME, COMMENT}) {
      while ((flags & text) != 0 && next() != 0) {
        // until the zero that ends it
      }
    }
    if ((flags & HEADER_CRC) != 0) {
      long sum = headerCrc.getValue() & 0xFFFF;
      if (number(2) != sum) {
        throw damage("the header's checksum is wrong");
      }
    }
  }

  private void finish() throws IOException {
    long length = inflater.getBytesWritten() & 0xFFFF_FFFFL;
    if (number(4) != crc.getValue()) {
      throw damage("the checksum is wrong");
    }
    if (number(4) != length) {
      throw damage("the length is wrong");
    }
    inMember = false;
  }

  private void pass(long count) throws IOException {
    for (long i = 0; i < count; i++) {
      next();
    }
  }

  private long number(int bytes) throws IOException {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (long) next() << (8 * i);
    }
    return number;
  }

  private int next() throws IOException {
    int next = nextOrEnd();
    if (next < 0) {
      throw cut();
    }
    return next;
  }

  private int nextOrEnd() throws IOException {
    if (position == end && !fill()) {
      return -1;
    }
    int next = packed[position++] & 0xFF;
    headerCrc.update(next);
    return next;
  }

  private void more() throws IOException {
    if (position == end && !fill()) {
      throw cut();
    }
  }

  private boolean fill() throws IOException {
    before += end;
    position = 0;
    end = 0;
    int read = in.read(packed);
    end = Math.max(0, read);
    return read > 0;
  }

  private EOFException cut() {
    return new EOFException("its gzip data is cut off at byte " + (before + position));
  }

  private ZipException damage(String what) {
    return new ZipException(
        "its gzip data is damaged before byte " + (before + position) + ": " + what);
  }
}
