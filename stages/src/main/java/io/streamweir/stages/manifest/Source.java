package io.streamweir.stages.manifest;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.attribute.BasicFileAttributes;

/** A file that can be looked at and read, by one name in an open directory. */
interface Source {
  /** What is there now; of a link, the link itself. */
  BasicFileAttributes attributes() throws IOException;

  /** Opens it for reading from its beginning. */
  SeekableByteChannel open() throws IOException;

  /** The file of this name. */
  static Source of(OpenDirectory directory, byte[] name) {
    return new Source() {
      @Override
      public BasicFileAttributes attributes() throws IOException {
        return directory.attributes(name);
      }

      @Override
      public SeekableByteChannel open() throws IOException {
        return directory.read(name);
      }
    };
  }
}
