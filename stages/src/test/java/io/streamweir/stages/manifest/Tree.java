package io.streamweir.stages.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes files for tests. */
record Tree(Path root) {
  static RawPath path(String latin1) {
    return RawPath.of(ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Where a path of any bytes is. */
  Path at(RawPath path) {
    Path at = root;
    for (byte[] name : path.names()) {
      at = at.resolve(RawPath.toPath(name));
    }
    return at;
  }

  /** Writes a file, whose name has these characters as bytes, and the directories above it. */
  Path file(String latin1, String content) throws IOException {
    return file(latin1, content.getBytes(StandardCharsets.UTF_8));
  }

  Path file(String latin1, byte[] content) throws IOException {
    Path file = at(path(latin1));
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }
}
