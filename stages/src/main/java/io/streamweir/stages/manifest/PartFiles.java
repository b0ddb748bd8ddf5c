package io.streamweir.stages.manifest;

import io.streamweir.schemas.manifest.Listed;
import io.streamweir.schemas.manifest.Part;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds and reads the files of one part, and keeps the directory of the last one open, since the
 * next is mostly in the same. Not thread-safe.
 */
final class PartFiles implements Closeable {
  private final Path root;
  private final RawPath top;
  private final long rangeBytes;
  private final FileReader reader;
  private RawPath openPath = RawPath.EMPTY;
  private @Nullable OpenDirectory open;

  PartFiles(Path root, Part part) {
    this.root = root;
    this.top = RawPath.of(part.getDirectory());
    this.rangeBytes = part.getRangeBytes();
    this.reader = new FileReader(rangeBytes);
  }

  /**
   * Reads a file, or one range of it.
   *
   * @throws UnreadableException where that cannot be done
   */
  FileReader.Reading read(Listed file, @Nullable Integer range)
      throws IOException, UnreadableException {
    RawPath path = RawPath.of(file.getPath());
    try {
      Source source = Source.of(directory(path.parent()), path.name());
      if (range != null) {
        return reader.range(source, range, file.getSize(), file.getModified());
      }
      return file.getSize() > rangeBytes
          ? reader.wholeOfRanges(source, file.getSize(), file.getModified())
          : reader.whole(source);
    } catch (IOException e) {
      throw UnreadableException.of(e);
    }
  }

  private OpenDirectory directory(RawPath path) throws IOException {
    if (open == null || !path.equals(openPath)) {
      close();
      open = OpenDirectory.below(root, top.resolve(path));
      openPath = path;
    }
    return open;
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
