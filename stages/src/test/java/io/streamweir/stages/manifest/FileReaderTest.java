package io.streamweir.stages.manifest;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReaderTest {
  private static final int RANGE = 100_000;

  @TempDir private Path folder;

  private final FileReader reader = new FileReader(RANGE);

  @Test
  void readsAFileInFullAndInRangesAlike() throws Exception {
    byte[] content = new byte[3 * RANGE + 17];
    new Random(7).nextBytes(content);
    FileOnDisk file = file(content);
    FileVersion version = file.known();

    FileReader.Reading whole = reader.whole(file);
    Merkle tree = new Merkle();
    for (int range = 0; range < 4; range++) {
      FileReader.Reading reading = reader.range(file, range, version.size(), version.stamp());
      assertThat(reading.sha256()).isNull();
      tree.add(bytes(reading.merkle()));
    }
    FileReader.Reading ofRanges = reader.wholeOfRanges(file, version.size(), version.stamp());

    assertThat(bytes(whole.sha256())).isEqualTo(Sha256.digest().digest(content));
    assertThat(bytes(whole.merkle())).isEqualTo(tree.root());
    assertThat(ofRanges.sha256()).isEqualTo(whole.sha256());
    assertThat(ofRanges.merkle()).isNull();
  }

  @Test
  void readsAnEmptyFile() throws Exception {
    FileReader.Reading empty = reader.whole(file(new byte[0]));

    assertThat(bytes(empty.sha256())).isEqualTo(Sha256.digest().digest());
    assertThat(empty.merkle()).isEqualTo(empty.sha256());
  }

  @Test
  void noticesThatAFileGrows() throws Exception {
    FileOnDisk file = file(new byte[10]);
    file.whenOpened = () -> Files.write(file.path, new byte[1], StandardOpenOption.APPEND);

    changes(file);
  }

  @Test
  void noticesThatAFileShrinks() throws Exception {
    FileOnDisk file = file(new byte[10]);
    file.whenOpened = () -> Files.write(file.path, new byte[9]);

    changes(file);
  }

  @Test
  void noticesThatAFileIsWrittenAnewWithTheSameSize() throws Exception {
    FileOnDisk file = file(new byte[10]);
    file.whenOpened =
        () -> {
          Files.write(file.path, new byte[10]);
          Files.setLastModifiedTime(file.path, FileTime.fromMillis(1));
        };

    changes(file);
  }

  @Test
  void noticesThatAnotherFileTookItsPlaceWithTheSameSizeAndTime() throws Exception {
    FileOnDisk file = file(new byte[10]);
    FileTime time = Files.getLastModifiedTime(file.path);
    file.whenOpened =
        () -> {
          Path other =
              Files.write(folder.resolve("other"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
          Files.setLastModifiedTime(other, time);
          Files.move(other, file.path, StandardCopyOption.REPLACE_EXISTING);
        };

    changes(file);
  }

  private void changes(FileOnDisk file) {
    assertThatThrownBy(() -> reader.whole(file))
        .isInstanceOfSatisfying(UnreadableException.class, e -> assertThat(e.passing()).isTrue())
        .hasMessage("changed while it was read");
  }

  @Test
  void doesNotReadARangeOfAFileThatChangedSinceItWasListed() throws Exception {
    FileOnDisk file = file(new byte[2 * RANGE]);
    FileVersion listed = file.known();
    Files.setLastModifiedTime(file.path, FileTime.fromMillis(1));

    assertThatThrownBy(() -> reader.range(file, 1, listed.size(), listed.stamp()))
        .isInstanceOfSatisfying(UnreadableException.class, e -> assertThat(e.passing()).isFalse())
        .hasMessage("changed since it was listed");
  }

  @Test
  void noticesAChangeInPlaceWhoseTimeWasPutBackSinceItWasListed() throws Exception {
    FileOnDisk file = file(new byte[2 * RANGE]);
    FileVersion listed = file.known();
    file.changeInPlace();

    assertThat(file.known().modified()).isEqualTo(listed.modified());
    assertThatThrownBy(() -> reader.range(file, 1, listed.size(), listed.stamp()))
        .hasMessage("changed since it was listed");
    assertThatThrownBy(() -> reader.wholeOfRanges(file, listed.size(), listed.stamp()))
        .hasMessage("changed since it was listed");
  }

  @Test
  void noticesAChangeInPlaceWhoseTimeWasPutBackWhileItIsRead() throws Exception {
    FileOnDisk file = file(new byte[10]);
    file.whenOpened = file::changeInPlace;

    changes(file);
  }

  @Test
  void believesATimeOfChangeOnlyOfTheVeryFile() throws Exception {
    FileOnDisk file = file(new byte[10]);
    BasicFileAttributes attributes = Files.readAttributes(file.path, BasicFileAttributes.class);
    Path other = Files.write(folder.resolve("other"), new byte[10]);

    assertThat(FileVersion.of(attributes, file.path).changed()).isPositive();
    assertThat(FileVersion.of(attributes, other).changed()).isZero();
    assertThat(FileVersion.of(attributes, folder.resolve("none")).changed()).isZero();
  }

  @Test
  void doesNotOpenWhatIsNoFile() throws Exception {
    FileOnDisk file = new FileOnDisk(Files.createDirectory(folder.resolve("d")));

    assertThatThrownBy(() -> reader.whole(file)).hasMessageContaining("not a file");
  }

  private static byte[] bytes(@Nullable ByteBuffer buffer) {
    assertThat(buffer).isNotNull();
    return Objects.requireNonNull(buffer).array();
  }

  private FileOnDisk file(byte[] content) throws IOException {
    return new FileOnDisk(Files.write(folder.resolve("file"), content));
  }

  private interface Step {
    void run() throws IOException;
  }

  /** A real file with something that happens as soon as it is open. */
  private static final class FileOnDisk implements Source {
    private final Path path;
    private Step whenOpened = () -> {};

    FileOnDisk(Path path) {
      this.path = path;
    }

    @Override
    public @Nullable FileVersion version() throws IOException {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile() ? FileVersion.of(attributes, path) : null;
    }

    FileVersion known() throws IOException {
      return Objects.requireNonNull(version());
    }

    /** Writes other bytes and puts the time back, until the system's clock of files has moved. */
    void changeInPlace() throws IOException {
      FileVersion before = known();
      FileTime modified = Files.getLastModifiedTime(path);
      byte[] other = Files.readAllBytes(path);
      other[0]++;
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .until(
              () -> {
                Files.write(path, other);
                Files.setLastModifiedTime(path, modified);
                return !known().equals(before);
              });
    }

    @Override
    public SeekableByteChannel open() throws IOException {
      SeekableByteChannel channel = Files.newByteChannel(path);
      whenOpened.run();
      return channel;
    }
  }
}
