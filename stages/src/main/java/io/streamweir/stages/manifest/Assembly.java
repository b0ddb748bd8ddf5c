package io.streamweir.stages.manifest;

import io.streamweir.schemas.manifest.Digest;
import io.streamweir.schemas.manifest.Digested;
import io.streamweir.schemas.manifest.Kind;
import io.streamweir.schemas.manifest.Listed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes entries of a manifest from the digests of parts, in their order: the parts of a large file
 * become one entry. Not thread-safe.
 */
final class Assembly {
  private final long rangeBytes;
  private final Lines lines;
  private @Nullable LargeFile large;

  /** Takes finished entries. */
  interface Lines {
    /** A file with its digests. */
    void file(RawPath path, long size, byte[] sha256, byte[] merkle) throws IOException;

    /** Something that could not be read. */
    void failure(RawPath path, Kind kind, String error) throws IOException;

    /** A directory, link or special file. */
    void other(RawPath path, Kind kind) throws IOException;
  }

  Assembly(long rangeBytes, Lines lines) {
    this.rangeBytes = rangeBytes;
    this.lines = lines;
  }

  /** Takes the digest of the next part. */
  void add(Digest part) throws IOException {
    for (Digested digested : part.getDigested()) {
      Listed listed = digested.getListed();
      RawPath path = RawPath.of(listed.getPath());
      Integer range = part.getRange();
      if (range != null || isFirstOfLarge(digested)) {
        largeFile(path).add(digested, range);
      } else {
        end();
        entry(path, digested);
      }
    }
  }

  /** A file that was larger than a range when it was listed, unless it could not be read at all. */
  private boolean isFirstOfLarge(Digested digested) {
    Listed listed = digested.getListed();
    return listed.getKind() == Kind.FILE
        && digested.getMerkle() == null
        && listed.getSize() > rangeBytes;
  }

  private LargeFile largeFile(RawPath path) throws IOException {
    if (large == null || !large.path.equals(path)) {
      end();
      large = new LargeFile(path);
    }
    return large;
  }

  /** Ends the large file that it may be in, after the last part. */
  void end() throws IOException {
    if (large != null) {
      large.end(lines, rangeBytes);
      large = null;
    }
  }

  private void entry(RawPath path, Digested digested) throws IOException {
    Kind kind = digested.getListed().getKind();
    if (digested.getError() != null) {
      lines.failure(path, kind, digested.getError());
    } else if (kind == Kind.FILE) {
      lines.file(
          path,
          digested.getListed().getSize(),
          bytes(digested.getSha256()),
          bytes(digested.getMerkle()));
    } else {
      lines.other(path, kind);
    }
  }

  private static byte[] bytes(@Nullable ByteBuffer buffer) {
    byte[] bytes = new byte[Objects.requireNonNull(buffer).remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** A file whose ranges were read apart. Each part of it names what it was listed as. */
  private static final class LargeFile {
    private final RawPath path;
    private final Merkle tree = new Merkle();
    private @Nullable Listed listed;
    private byte @Nullable [] sha256;
    private @Nullable String error;

    LargeFile(RawPath path) {
      this.path = path;
    }

    void add(Digested digested, @Nullable Integer range) {
      Listed same = listed == null ? digested.getListed() : listed;
      listed = same;
      if (digested.getError() != null) {
        fail(digested.getError());
      } else if (!same.equals(digested.getListed())) {
        fail("changed while it was listed");
      } else if (range == null) {
        sha256 = bytes(digested.getSha256());
      } else if (range == tree.leaves()) {
        tree.add(bytes(digested.getMerkle()));
      } else {
        fail("a range before range " + range + " could not be read");
      }
    }

    private void fail(String why) {
      error = error == null ? why : error;
    }

    void end(Lines lines, long rangeBytes) throws IOException {
      long size = Objects.requireNonNull(listed).getSize();
      boolean whole = sha256 != null && tree.leaves() == PartPlan.ranges(size, rangeBytes);
      if (error != null || sha256 == null || !whole) {
        lines.failure(path, Kind.FILE, error == null ? "a part of it could not be read" : error);
      } else {
        lines.file(path, size, sha256, tree.root());
      }
    }
  }
}
