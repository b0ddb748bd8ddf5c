package io.streamweir.http.contract;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Queue;

/** Checks each line on its way. */
final class CheckedLines extends FilterOutputStream {
  private final Described described;
  private final Queue<String> broken;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  CheckedLines(OutputStream to, Described described, Queue<String> broken) {
    super(to);
    this.described = described;
    this.broken = broken;
  }

  @Override
  public void write(int each) throws IOException {
    if (each == '\n') {
      check();
    } else {
      line.write(each);
    }
    out.write(each);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '\n') {
        check();
      } else {
        line.write(bytes[i]);
      }
    }
    out.write(bytes, offset, length);
  }

  private void check() {
    try {
      described.line(line.toString(StandardCharsets.UTF_8));
    } catch (AssertionError | RuntimeException e) {
      broken.add(e.toString());
    }
    line.reset();
  }
}
