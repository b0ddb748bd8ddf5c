package io.streamweir.stages.manifest;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A directory at or below the root, held open. Everything is reached from an open directory by one
 * name, and never through a symbolic link ({@code openat} with {@code O_NOFOLLOW}). So nothing
 * outside the root can be reached, not even where somebody exchanges a directory for a link between
 * two steps. Not thread-safe.
 */
final class OpenDirectory implements Closeable {
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> CREATE =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);

  private final Path path;
  private final SecureDirectoryStream<Path> stream;

  private OpenDirectory(Path path, SecureDirectoryStream<Path> stream) {
    this.path = path;
    this.stream = stream;
  }

  /**
   * Opens the root itself.
   *
   * @throws IOException where it cannot be opened
   */
  @SuppressWarnings("StreamResourceLeak") // closed with the directory that is returned
  static OpenDirectory root(Path root) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return new OpenDirectory(root, secure);
    }
    stream.close();
    throw new IOException(
        "this system opens no files relative to open directories, without which paths cannot be"
            + " confined");
  }

  /**
   * Opens a directory below the root.
   *
   * @throws IOException where it, or a directory above it, is missing, a link, or not to be entered
   */
  static OpenDirectory below(Path root, RawPath path) throws IOException {
    OpenDirectory at = root(root);
    for (byte[] name : path.names()) {
      try (OpenDirectory above = at) {
        at = above.directory(name);
      }
    }
    return at;
  }

  /** Opens a directory in this one. */
  OpenDirectory directory(byte[] name) throws IOException {
    Path entry = RawPath.toPath(name);
    if (!attributes(name).isDirectory()) {
      throw new NotDirectoryException(entry.toString()); // before open, which would wait for a pipe
    }
    return new OpenDirectory(
        path.resolve(entry), stream.newDirectoryStream(entry, LinkOption.NOFOLLOW_LINKS));
  }

  /** The names in this directory, in any order; may be asked for once. */
  List<byte[]> names() throws IOException {
    List<byte[]> names = new ArrayList<>();
    try {
      stream.forEach(entry -> names.add(RawPath.nameOf(entry)));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  /** What is there under a name: of a link, the link itself. */
  BasicFileAttributes attributes(byte[] name) throws IOException {
    return stream
        .getFileAttributeView(
            RawPath.toPath(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  /** The version of a file in this directory that has these attributes. */
  FileVersion version(byte[] name, BasicFileAttributes attributes) {
    return FileVersion.of(attributes, path.resolve(RawPath.toPath(name)));
  }

  /** Opens a file in this directory for reading. */
  SeekableByteChannel read(byte[] name) throws IOException {
    return stream.newByteChannel(RawPath.toPath(name), READ);
  }

  /** Makes a file that is not there yet. */
  FileChannel create(byte[] name) throws IOException {
    SeekableByteChannel channel = stream.newByteChannel(RawPath.toPath(name), CREATE);
    if (channel instanceof FileChannel file) {
      return file;
    }
    channel.close();
    throw new IOException("this system opens no files as files");
  }

  /**
   * Checks that a file of this name may be put in place.
   *
   * @throws FileAlreadyExistsException where a directory has the name
   */
  void checkReplaceable(byte[] name) throws IOException {
    try {
      if (attributes(name).isDirectory()) {
        throw new FileAlreadyExistsException(
            RawPath.toPath(name).toString(), null, "a directory has this name");
      }
    } catch (NoSuchFileException e) {
      return; // nothing is in the way
    }
  }

  /** Renames a file in this directory, in one step and in place of what had the new name. */
  void rename(byte[] from, byte[] to) throws IOException {
    stream.move(RawPath.toPath(from), stream, RawPath.toPath(to));
  }

  /** Deletes a file in this directory. */
  void delete(byte[] name) throws IOException {
    stream.deleteFile(RawPath.toPath(name));
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
