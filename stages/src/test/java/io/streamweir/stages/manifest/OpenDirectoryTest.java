package io.streamweir.stages.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing outside of the root is reached. */
class OpenDirectoryTest {
  @TempDir private Path folder;
  private Path root = Path.of("");

  @BeforeEach
  void makeARootAndASecretBesideIt() throws IOException {
    root = Files.createDirectories(folder.resolve("root/inside")).getParent();
    Files.createDirectories(folder.resolve("outside/deeper"));
    Files.writeString(folder.resolve("outside/secret"), "secret");
    Files.writeString(root.resolve("inside/file"), "content");
    Files.createSymbolicLink(root.resolve("out"), folder.resolve("outside"));
    Files.createSymbolicLink(root.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(root.resolve("secret"), folder.resolve("outside/secret"));
    Files.createSymbolicLink(root.resolve("same"), Path.of("inside"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"out", "out/deeper", "up", "up/outside", "same", "inside/file", "none"})
  void linksAndFilesLeadNowhere(String path) {
    assertThatThrownBy(() -> OpenDirectory.below(root, RawPath.of(path)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aLinkIsNotRead() throws IOException {
    try (OpenDirectory directory = OpenDirectory.root(root)) {
      assertThat(directory.attributes(name("secret")).isSymbolicLink()).isTrue();
      assertThatThrownBy(() -> directory.read(name("secret"))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aDirectoryThatBecomesALinkIsNotFollowed() throws IOException {
    try (OpenDirectory above = OpenDirectory.root(root);
        OpenDirectory inside = above.directory(name("inside"))) {
      Files.move(root.resolve("inside"), root.resolve("moved"));
      Files.createSymbolicLink(root.resolve("inside"), folder.resolve("outside"));

      assertThat(content(inside, "file")).isEqualTo("content");
      assertThatThrownBy(() -> inside.read(name("secret"))).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> above.directory(name("inside"))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aFileThatBecomesALinkIsNotFollowed() throws IOException {
    try (OpenDirectory inside = OpenDirectory.below(root, RawPath.of("inside"))) {
      assertThat(inside.attributes(name("file")).isRegularFile()).isTrue();
      Files.delete(root.resolve("inside/file"));
      Files.createSymbolicLink(root.resolve("inside/file"), folder.resolve("outside/secret"));

      assertThatThrownBy(() -> inside.read(name("file"))).isInstanceOf(IOException.class);
    }
  }

  /** One exchanges a directory for a link all the time, the other goes through it. */
  @Test
  void whoeverExchangesDirectoriesForLinksGetsNothingOut() throws Exception {
    Files.writeString(folder.resolve("outside/file"), "secret");
    Thread attacker = new Thread(this::exchange, "attacker");
    attacker.start();
    try {
      for (int i = 0; i < 2000; i++) {
        try (OpenDirectory inside = OpenDirectory.below(root, RawPath.of("inside"))) {
          assertThat(content(inside, "file")).isEqualTo("content");
        } catch (IOException e) {
          continue; // it was a link, or nothing, just then
        }
      }
    } finally {
      attacker.interrupt();
      attacker.join();
    }
  }

  private void exchange() {
    Path inside = root.resolve("inside");
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Files.move(inside, root.resolve("aside"));
        Files.createSymbolicLink(inside, folder.resolve("outside"));
        Files.delete(inside);
        Files.move(root.resolve("aside"), inside);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void writesAndRenamesInPlaceOfALinkAndNotThroughIt() throws IOException {
    try (OpenDirectory directory = OpenDirectory.root(root)) {
      directory.create(name("new")).close();
      assertThatThrownBy(() -> directory.create(name("secret"))).isInstanceOf(IOException.class);
      directory.rename(name("new"), name("secret"));
    }

    assertThat(Files.isSymbolicLink(root.resolve("secret"))).isFalse();
    assertThat(folder.resolve("outside/secret")).hasContent("secret");
  }

  private static String content(OpenDirectory directory, String name) throws IOException {
    try (SeekableByteChannel channel = directory.read(name(name))) {
      ByteBuffer buffer = ByteBuffer.allocate(100);
      channel.read(buffer);
      return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] name(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }
}
