package io.streamweir.stages.manifest;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A file that can be looked at and read, by one name in an open directory. */
interface Source {
  /** The version of the file that is there now; null where something else is there. */
  @Nullable FileVersion version() throws IOException;

  /** Opens it for reading from its beginning. */
  SeekableByteChannel open() throws IOException;

  /** The file of this name. */
  static Source of(OpenDirectory directory, byte[] name) {
    return new Source() {
      @Override
      public @Nullable FileVersion version() throws IOException {
        BasicFileAttributes attributes = directory.attributes(name);
        return attributes.isRegularFile() ? directory.version(name, attributes) : null;
      }

      @Override
      public SeekableByteChannel open() throws IOException {
        return directory.read(name);
      }
    };
  }
}
