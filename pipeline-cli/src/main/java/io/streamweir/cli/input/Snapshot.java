package io.streamweir.cli.input;

import io.streamweir.cli.failure.CommandFailedException;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Input that was read once to learn what it is, so that submitting the same content again is
 * recognised: its name is the SHA-256 of the unpacked content. What is appended to the file later
 * is not read. A pipe and standard input are kept in a temporary file.
 */
public final class Snapshot implements Closeable {
  private final Rereadable file;
  private final String name;
  private final long length;

  private Snapshot(Rereadable file) throws IOException {
    this.file = file;
    MessageDigest digest = sha256();
    try (JobInput input = file.open();
        DigestInputStream content = new DigestInputStream(input.text(), digest)) {
      this.length = content.transferTo(OutputStream.nullOutputStream());
    }
    this.name = HexFormat.of().formatHex(digest.digest());
  }

  public static Snapshot of(String file, InputStream standardInput) throws IOException {
    Rereadable rereadable = Rereadable.of(file, standardInput);
    try {
      return new Snapshot(rereadable);
    } catch (IOException | RuntimeException e) {
      rereadable.close();
      throw e;
    }
  }

  /** The SHA-256 of the content, in hexadecimal digits. */
  public String name() {
    return name;
  }

  public JobInput open() throws IOException {
    return file.open();
  }

  /**
   * The content again, as far as it was read the first time; reading its end tells whether it is
   * still the same.
   */
  public InputStream content(JobInput input) {
    return new SameContent(new DigestInputStream(input.text(), sha256()));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }

  private final class SameContent extends FilterInputStream {
    private final DigestInputStream digested;
    private long left = length;
    private boolean checked;

    SameContent(DigestInputStream digested) {
      super(digested);
      this.digested = digested;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      int read = left == 0 ? -1 : digested.read(bytes, offset, (int) Math.min(count, left));
      left -= Math.max(0, read);
      if (read < 0) {
        check();
      }
      return read;
    }

    private void check() {
      if (!checked) {
        checked = true;
        String now = HexFormat.of().formatHex(digested.getMessageDigest().digest());
        if (!now.equals(name)) {
          throw new CommandFailedException(
              file.name()
                  + " changed while it was read; submit it again when nobody writes to it any"
                  + " longer, but lines that were submitted now will be submitted twice");
        }
      }
    }
  }
}
