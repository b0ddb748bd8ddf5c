package io.streamweir.stages.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Reads files and ranges of files into digests, and notices where a file changed meanwhile: its
 * size, its times of modification and of change, and its inode must be the same before and after,
 * and the bytes as many as its size says. Not thread-safe.
 */
final class FileReader {
  private static final int BUFFER = 1 << 17;

  private final long rangeBytes;
  private final byte[] buffer = new byte[BUFFER];

  /**
   * A reader.
   *
   * @param rangeBytes size of the leaves of Merkle trees
   */
  FileReader(long rangeBytes) {
    this.rangeBytes = rangeBytes;
  }

  /**
   * What was read of a file.
   *
   * @param version of the file, as it was before and after
   * @param sha256 of the file; null of a range
   * @param merkle root of the file, or leaf of a range; null of a file whose ranges are read apart
   */
  record Reading(FileVersion version, @Nullable ByteBuffer sha256, @Nullable ByteBuffer merkle) {}

  /** Takes bytes as they are read. */
  private interface Sink {
    void take(byte[] bytes, int length);
  }

  /**
   * Reads all of a file.
   *
   * @throws UnreadableException where it cannot be read, or changed meanwhile
   */
  Reading whole(Source file) throws IOException, UnreadableException {
    FileVersion version = versionOf(file);
    MessageDigest sha256 = Sha256.digest();
    Leaves leaves = new Leaves(rangeBytes);
    read(
        file,
        version,
        0,
        Long.MAX_VALUE,
        (bytes, length) -> {
          sha256.update(bytes, 0, length);
          leaves.update(bytes, length);
        });
    return new Reading(version, ByteBuffer.wrap(sha256.digest()), ByteBuffer.wrap(leaves.root()));
  }

  /**
   * Reads all of a file whose ranges are read by others, so it must be what they were told it is.
   *
   * @throws UnreadableException where it cannot be read, or changed since it was listed
   */
  Reading wholeOfRanges(Source file, long size, long stamp)
      throws IOException, UnreadableException {
    FileVersion version = listed(file, size, stamp);
    MessageDigest sha256 = Sha256.digest();
    read(file, version, 0, Long.MAX_VALUE, (bytes, length) -> sha256.update(bytes, 0, length));
    return new Reading(version, ByteBuffer.wrap(sha256.digest()), null);
  }

  /**
   * Reads one range of a file into the leaf of its Merkle tree.
   *
   * @throws UnreadableException where it cannot be read, or changed since it was listed
   */
  Reading range(Source file, int range, long size, long stamp)
      throws IOException, UnreadableException {
    FileVersion version = listed(file, size, stamp);
    MessageDigest leaf = Merkle.leaf();
    long from = range * rangeBytes;
    read(file, version, from, rangeBytes, (bytes, length) -> leaf.update(bytes, 0, length));
    return new Reading(version, null, ByteBuffer.wrap(leaf.digest()));
  }

  private static FileVersion listed(Source file, long size, long stamp)
      throws IOException, UnreadableException {
    FileVersion version = versionOf(file);
    if (!version.sameContent(size, stamp)) {
      throw new UnreadableException("changed since it was listed", false);
    }
    return version;
  }

  /** Looks before anything is opened: opening a pipe would wait for its other end. */
  private static FileVersion versionOf(Source file) throws IOException, UnreadableException {
    FileVersion version = file.version();
    if (version == null) {
      throw new UnreadableException("not a file (links are not followed)", false);
    }
    return version;
  }

  private void read(Source file, FileVersion version, long from, long most, Sink sink)
      throws IOException, UnreadableException {
    long expected = Math.min(most, version.size() - from);
    try (SeekableByteChannel channel = file.open()) {
      channel.position(from);
      // One byte more than expected tells a file that grows; it might do so for ever.
      boolean toTheEnd = expected < most;
      if (take(channel, expected, sink) < expected || (toTheEnd && hasMore(channel))) {
        throw changed();
      }
    }
    if (!versionOf(file).same(version)) {
      throw changed();
    }
  }

  /** Reads so many bytes, or fewer where there are no more; answers with how many there were. */
  private long take(SeekableByteChannel channel, long most, Sink sink) throws IOException {
    long taken = 0;
    while (taken < most) {
      int want = (int) Math.min(buffer.length, most - taken);
      int read = channel.read(ByteBuffer.wrap(buffer, 0, want));
      if (read < 0) {
        break;
      }
      sink.take(buffer, read);
      taken += read;
    }
    return taken;
  }

  private static boolean hasMore(SeekableByteChannel channel) throws IOException {
    return channel.read(ByteBuffer.allocate(1)) > 0;
  }

  private static UnreadableException changed() {
    return new UnreadableException("changed while it was read", true);
  }
}
