package io.streamweir.stages.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.streamweir.schemas.manifest.Directory;
import io.streamweir.schemas.manifest.Manifest;
import io.streamweir.schemas.manifest.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a manifest is written beside a directory with a name of any length. */
class LongNamesTest {
  private static final int RANGE = 4096;

  @TempDir private Path root;
  private Tree tree = new Tree(Path.of(""));
  private ManifestRun run = new ManifestRun(Path.of(""));

  @BeforeEach
  void make() {
    tree = new Tree(root);
    run = new ManifestRun(root);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 202, 203, 231, 232, 242, 243, 248})
  void aManifestIsWrittenBesideADirectoryOfAnyName(int letters) throws Exception {
    writesBeside("n".repeat(letters));
  }

  @Test
  void aLongNameIsNotCutWithinACharacter() throws Exception {
    writesBeside("\u00fc".repeat(124)); // two bytes each
    writesBeside("n" + "\u00fc".repeat(123));

    assertThat(files()).noneMatch(each -> each.contains("\uFFFD"));
  }

  private void writesBeside(String name) throws Exception {
    int before = files().size();
    Path file = Files.createDirectory(root.resolve(name)).resolve("a");
    Files.writeString(file, "x");

    assertThat(run.run(ManifestPipeline.job(name)).getOutput()).isEqualTo(name + ".sha256");
    assertThat(root.resolve(name + ".sha256")).exists();
    Directory job = ManifestPipeline.job(name);
    List<Part> parts = run.split(job);
    Files.delete(file);
    Manifest incomplete = run.collect(job, run.digests(parts));
    assertThat(root.resolve(incomplete.getOutput())).isEmptyFile();
    assertThat(incomplete.getOutput()).endsWith(".incomplete");
    assertThat(files()).hasSize(before + 5).noneMatch(each -> each.contains(".tmp-"));
    Files.writeString(file, "x");
    run.run(job);
    assertThat(files()).hasSize(before + 3);
    assumeTrue(Programs.havePython(), "python3 is not installed");
    assertThat(Programs.checkByScript(root.resolve(name), root.resolve(name + ".sha256")))
        .isEqualTo(new Programs.Ended(0, "1 files, 0 problems\n"));
  }

  @Test
  void aManifestOfALongNameInItsDirectoryLeavesItselfOut() throws Exception {
    String output = "n".repeat(248) + ".sha256";
    tree.file("a", "x");
    Directory job = new Directory("", output, 16L << 20, 64);

    run.run(job);
    assertThat(run.run(job).getFiles()).isEqualTo(1);
  }

  @Test
  void aDirectoryWhoseManifestWouldHaveTooLongANameIsRejected() {
    Directory job = ManifestPipeline.job("n".repeat(249));

    assertThatThrownBy(() -> ManifestPipeline.check(job))
        .hasMessageContainingAll("256 bytes", "at most 255", "another output");
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(root)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
