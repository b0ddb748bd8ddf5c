package io.streamweir.stages.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a change of a file's content changes. A program may put the time of modification back, but
 * not the time of change, which the system keeps.
 *
 * @param size in bytes
 * @param modified when the content was modified (mtime): nanoseconds since 1970
 * @param changed when content or attributes were changed (ctime): nanoseconds since 1970; 0 where
 *     that is not known
 * @param inode device and number, by which a file that took the place of another is told from it on
 *     one machine; null where it is not known
 */
record FileVersion(long size, long modified, long changed, @Nullable Object inode) {
  private static final String TIME = "ctime";
  private static final String INODE = "fileKey";

  /**
   * The version of a file.
   *
   * @param attributes of the file
   * @param path where the file was found. An open directory does not tell the time of change, so it
   *     is looked up there, and believed only of the very file that the attributes are of
   */
  static FileVersion of(BasicFileAttributes attributes, Path path) {
    return new FileVersion(
        attributes.size(),
        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
        changed(path, attributes.fileKey()),
        attributes.fileKey());
  }

  private static long changed(Path path, @Nullable Object inode) {
    try {
      Map<String, Object> found =
          Files.readAttributes(path, "unix:" + TIME + "," + INODE, LinkOption.NOFOLLOW_LINKS);
      return inode != null
              && inode.equals(found.get(INODE))
              && found.get(TIME) instanceof FileTime t
          ? t.to(TimeUnit.NANOSECONDS)
          : 0;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return 0; // gone, too long a path, or a system without such times
    }
  }

  /** Both times in one number, which differs where one of them does. */
  long stamp() {
    return 31 * modified + changed;
  }

  /**
   * Whether both may be the same content. Machines number the devices that they share each in its
   * own way.
   */
  boolean sameContent(long otherSize, long otherStamp) {
    return size == otherSize && stamp() == otherStamp;
  }

  /** Whether both are the same file with the same content, seen from one machine. */
  boolean same(FileVersion other) {
    return sameContent(other.size, other.stamp()) && Objects.equals(inode, other.inode);
  }
}
