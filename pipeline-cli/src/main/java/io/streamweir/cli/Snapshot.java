package io.streamweir.cli;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Input that was read once to learn what it is, so that submitting the same content again is
 * recognised: its name is the SHA-256 of the unpacked content. What is appended to the file later
 * is not read. Standard input is kept in a temporary file.
 */
final class Snapshot implements Closeable {
  private final Path file;
  private final boolean temporary;
  private final String name;
  private final long length;

  private Snapshot(Path file, boolean temporary) throws IOException {
    this.file = file;
    this.temporary = temporary;
    MessageDigest digest = sha256();
    try (JobInput input = JobInput.open(file);
        DigestInputStream content = new DigestInputStream(input.text(), digest)) {
      this.length = content.transferTo(java.io.OutputStream.nullOutputStream());
    }
    this.name = HexFormat.of().formatHex(digest.digest());
  }

  static Snapshot of(String file, InputStream standardInput) throws IOException {
    if (!file.equals("-")) {
      JobInput.open(file, standardInput).close(); // says clearly why it cannot be read
      return new Snapshot(Path.of(file), false);
    }
    Path copy = Files.createTempFile("streamweir-", ".input");
    copy.toFile().deleteOnExit();
    Files.copy(standardInput, copy, StandardCopyOption.REPLACE_EXISTING);
    return new Snapshot(copy, true);
  }

  /** The SHA-256 of the content, in hexadecimal digits. */
  String name() {
    return name;
  }

  JobInput open() throws IOException {
    return JobInput.open(file);
  }

  /**
   * The content again, as far as it was read the first time; reading its end tells whether it is
   * still the same.
   */
  InputStream content(JobInput input) {
    return new SameContent(new DigestInputStream(input.text(), sha256()));
  }

  @Override
  public void close() throws IOException {
    if (temporary) {
      Files.deleteIfExists(file);
    }
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
              file
                  + " changed while it was read; submit it again when nobody writes to it any longer,"
                  + " but lines that were submitted now will be submitted twice");
        }
      }
    }
  }
}
