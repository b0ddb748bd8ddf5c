package io.streamweir.cli.input;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.session.GivenText;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file, a pipe or standard input, unpacked where it begins as gzip does, that knows how far it
 * has been read. Other packings and encodings are refused by name.
 */
public final class JobInput implements Closeable {
  private final String name;
  private final long total;
  private final Watched raw;
  private final InputStream text;

  private JobInput(String name, InputStream source, long total) throws IOException {
    this.name = name.equals("-") ? "standard input" : name;
    this.total = total;
    this.raw = new Watched(source);
    this.text = new Named(text(new BufferedInputStream(raw, 1 << 16)));
  }

  /** Does what must not wait for input that is not there yet. */
  interface BeforeWaiting {
    void run() throws InterruptedException;
  }

  /**
   * Opens the file, or standard input where the name is a hyphen.
   *
   * @throws CommandFailedException where it cannot be read
   */
  static JobInput open(String file, InputStream standardInput) throws IOException {
    return file.equals("-") ? new JobInput(file, standardInput, -1) : open(file, readable(file));
  }

  /** Opens the file at a path, which people know by a name. */
  static JobInput open(String name, Path path) throws IOException {
    long size = Files.isRegularFile(path) ? Files.size(path) : -1;
    InputStream source = source(path);
    try {
      return new JobInput(name, source, size);
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** The bytes as they are. */
  static InputStream raw(String file, InputStream standardInput) throws IOException {
    return file.equals("-") ? standardInput : source(readable(file));
  }

  /** A channel's stream asks for its position, which a pipe does not have. */
  private static InputStream source(Path path) throws IOException {
    return Files.isRegularFile(path)
        ? Files.newInputStream(path)
        : new FileInputStream(path.toFile());
  }

  /**
   * The file's path.
   *
   * @throws CommandFailedException where it cannot be read
   */
  static Path readable(String file) {
    Path path = GivenText.path(file);
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

  /** The content, unpacked. Its failures name the file. */
  InputStream text() {
    return text;
  }

  /** Has this done each time before reading waits for input that is not there yet. */
  void beforeWaiting(BeforeWaiting listener) {
    raw.beforeWaiting = listener;
  }

  /** How much of the input has been read, 0 to 1; -1 where its size is unknown. */
  public double share() {
    return total < 0 ? -1 : total == 0 ? 1 : Math.min(1, raw.count.doubleValue() / total);
  }

  @Override
  public void close() throws IOException {
    text.close();
  }

  private InputStream text(BufferedInputStream in) throws IOException {
    try {
      ContentKind kind = ContentKind.of(in);
      if (kind != ContentKind.GZIP) {
        return plain(kind, "", in);
      }
      BufferedInputStream unpacked = new BufferedInputStream(new GzipInput(in), 1 << 16);
      ContentKind inner = ContentKind.of(unpacked);
      return plain(inner, "inside of gzip ", unpacked);
    } catch (IOException e) {
      throw named(e);
    }
  }

  private InputStream plain(ContentKind kind, String where, InputStream in) throws IOException {
    boolean readable = kind.readable() && (where.isEmpty() || kind != ContentKind.GZIP);
    if (!readable) {
      throw new CommandFailedException("cannot read " + name + ": " + where + kind.advice());
    }
    in.skipNBytes(kind.markBytes());
    return in;
  }

  private IOException named(IOException e) {
    return e instanceof InterruptedIOException
        ? e
        : new IOException("cannot read " + name + ": " + Failures.message(e), e);
  }

  /** Counts what is read, and says when reading is about to wait. */
  private static final class Watched extends FilterInputStream {
    private final AtomicLong count = new AtomicLong();
    private BeforeWaiting beforeWaiting = () -> {};

    Watched(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (nothingThere()) {
        announce();
      }
      int read = super.read(bytes, offset, length);
      count.addAndGet(Math.max(0, read));
      return read;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** Not every kind of file can tell. */
    private boolean nothingThere() {
      try {
        return in.available() == 0;
      } catch (IOException e) {
        return true;
      }
    }

    private void announce() throws InterruptedIOException {
      try {
        beforeWaiting.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }
  }

  /** Says of each failure which file it was. */
  private final class Named extends FilterInputStream {
    Named(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (IOException e) {
        throw named(e);
      }
    }
  }
}
