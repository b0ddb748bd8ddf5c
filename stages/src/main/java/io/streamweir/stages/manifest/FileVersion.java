package io.streamweir.stages.manifest;

import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a change of a file's content changes.
 *
 * @param size in bytes
 * @param modified nanoseconds since 1970
 * @param inode device and number, by which a file that took the place of another is told from it on
 *     one machine; null where it is not known
 */
record FileVersion(long size, long modified, @Nullable Object inode) {
  static FileVersion of(BasicFileAttributes attributes) {
    return new FileVersion(
        attributes.size(),
        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
        attributes.fileKey());
  }

  /**
   * Whether both may be the same content. Machines number the devices that they share each in its
   * own way.
   */
  boolean sameContent(long otherSize, long otherModified) {
    return size == otherSize && modified == otherModified;
  }

  /** Whether both are the same file with the same content, seen from one machine. */
  boolean same(FileVersion other) {
    return sameContent(other.size, other.modified) && Objects.equals(inode, other.inode);
  }
}
