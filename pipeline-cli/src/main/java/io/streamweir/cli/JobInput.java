package io.streamweir.cli;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * A file or standard input, unpacked where it begins as gzip does, that knows how far it has been
 * read.
 */
final class JobInput implements Closeable {
  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;

  private final long total;
  private final Counting raw;
  private final InputStream text;

  private JobInput(InputStream source, long total) throws IOException {
    this.total = total;
    this.raw = new Counting(source);
    this.text = unpacked(new BufferedInputStream(raw, 1 << 16));
  }

  /**
   * Opens the file, or standard input where the name is a hyphen.
   *
   * @throws CommandFailedException where it cannot be read
   */
  static JobInput open(String file, InputStream standardInput) throws IOException {
    return file.equals("-") ? new JobInput(standardInput, -1) : open(readable(file));
  }

  static JobInput open(Path file) throws IOException {
    return new JobInput(
        Files.newInputStream(file), Files.isRegularFile(file) ? Files.size(file) : -1);
  }

  private static Path readable(String file) {
    Path path = Path.of(file);
    String problem =
        !Files.exists(path)
            ? "no such file"
            : Files.isDirectory(path)
                ? "it is a directory"
                : Files.isReadable(path) ? "" : "it may not be read";
    if (!problem.isEmpty()) {
      throw new CommandFailedException("cannot read " + file + ": " + problem);
    }
    return path;
  }

  /** The content, unpacked. */
  InputStream text() {
    return text;
  }

  /** How much of the input has been read, 0 to 1; -1 where its size is unknown. */
  double share() {
    return total < 0 ? -1 : total == 0 ? 1 : Math.min(1, raw.count.doubleValue() / total);
  }

  @Override
  public void close() throws IOException {
    text.close();
  }

  private static InputStream unpacked(BufferedInputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
    in.reset();
    return gzip ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private static final class Counting extends FilterInputStream {
    private final AtomicLong count = new AtomicLong();

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count(read);
      return read;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(read < 0 ? -1 : 1);
      return read;
    }

    private void count(int read) {
      count.addAndGet(Math.max(0, read));
    }
  }
}
