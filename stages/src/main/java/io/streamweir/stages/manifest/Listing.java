package io.streamweir.stages.manifest;

import io.streamweir.schemas.manifest.Kind;
import io.streamweir.schemas.manifest.Listed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything below a directory in the order of its paths' bytes, a directory right before what it
 * holds. Keeps the names of one directory per level, and no directory open between two steps. Not
 * thread-safe.
 */
final class Listing implements Iterator<Listed> {
  private final Path root;
  private final RawPath top;
  private final Predicate<RawPath> leftOut;
  private final Deque<Iterator<Found>> levels = new ArrayDeque<>();

  private Listing(Path root, RawPath top, Predicate<RawPath> leftOut) {
    this.root = root;
    this.top = top;
    this.leftOut = leftOut;
  }

  /**
   * Begins a listing.
   *
   * @param top the directory, relative to the root
   * @param leftOut paths relative to the directory that are passed over
   * @throws UnreadableException where the directory itself cannot be listed
   */
  static Listing of(Path root, RawPath top, Predicate<RawPath> leftOut)
      throws IOException, UnreadableException {
    Listing listing = new Listing(root, top, leftOut);
    listing.levels.push(listing.read(RawPath.EMPTY));
    return listing;
  }

  private record Found(
      RawPath path, BasicFileAttributes attributes, @Nullable FileVersion version) {}

  @Override
  public boolean hasNext() {
    while (!levels.isEmpty() && !levels.peek().hasNext()) {
      levels.pop();
    }
    return !levels.isEmpty();
  }

  @Override
  public Listed next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Found found = levels.element().next();
    Listed listed = listed(found);
    if (found.attributes.isDirectory()) {
      try {
        levels.push(read(found.path));
      } catch (UnreadableException e) {
        listed.setError(e.getMessage());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return listed;
  }

  private static Listed listed(Found found) {
    BasicFileAttributes attributes = found.attributes;
    Listed listed = new Listed();
    listed.setPath(ByteBuffer.wrap(found.path.bytes()));
    listed.setKind(kindOf(attributes));
    if (found.version != null) {
      listed.setSize(found.version.size());
      listed.setModified(found.version.stamp());
    }
    return listed;
  }

  private static Kind kindOf(BasicFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      return Kind.FILE;
    }
    if (attributes.isDirectory()) {
      return Kind.DIRECTORY;
    }
    return attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
  }

  private Iterator<Found> read(RawPath path) throws IOException, UnreadableException {
    List<Found> all = new ArrayList<>();
    RawPath above = RawPath.EMPTY.resolve(path);
    try (OpenDirectory directory = OpenDirectory.below(root, top.resolve(path))) {
      for (byte[] name : directory.names()) {
        add(all, directory, above.child(name), name);
      }
    } catch (IOException e) {
      throw UnreadableException.of(e);
    }
    all.sort((one, other) -> one.path.compareTo(other.path));
    return all.iterator();
  }

  private void add(List<Found> all, OpenDirectory directory, RawPath path, byte[] name)
      throws IOException {
    if (leftOut.test(path)) {
      return;
    }
    try {
      BasicFileAttributes attributes = directory.attributes(name);
      all.add(
          new Found(
              attributes.isDirectory() ? path.asDirectory() : path,
              attributes,
              attributes.isRegularFile() ? directory.version(name, attributes) : null));
    } catch (NoSuchFileException e) {
      return; // it has gone since its name was read
    }
  }
}
