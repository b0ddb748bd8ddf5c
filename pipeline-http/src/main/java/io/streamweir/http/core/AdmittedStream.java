package io.streamweir.http.core;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body of which no more is read when its caller has become invalid. */
final class AdmittedStream extends FilterInputStream {
  private final Caller caller;

  AdmittedStream(InputStream in, Caller caller) {
    super(in);
    this.caller = caller;
  }

  @Override
  public int read() throws IOException {
    return admitted(super.read());
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    return admitted(super.read(into, from, most));
  }

  /** Asked behind reading, which may have waited for long. */
  private int admitted(int read) {
    if (!caller.valid()) {
      throw Problem.of(
              ProblemType.UNAUTHORIZED,
              "what %s may do was taken away or changed".formatted(caller.name()))
          .asException();
    }
    return read;
  }
}
