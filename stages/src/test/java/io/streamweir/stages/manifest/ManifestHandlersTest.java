package io.streamweir.stages.manifest;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.streamweir.pipeline.FailedPart;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.RejectedException;
import io.streamweir.schemas.manifest.Digest;
import io.streamweir.schemas.manifest.Directory;
import io.streamweir.schemas.manifest.Failure;
import io.streamweir.schemas.manifest.Manifest;
import io.streamweir.schemas.manifest.Part;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestHandlersTest {
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
  @CsvSource({"4096, 1", "4096, 3", "5000, 64", "16777216, 10000"})
  void isWhatOtherProgramsSay(long range, int files) throws Exception {
    makeOddTree();
    Directory job = ManifestRun.job("tree", range, files);

    Manifest manifest = run.run(job);

    Path sums = root.resolve("tree.sha256");
    assertThat(manifest.getComplete()).isTrue();
    assertThat(manifest.getOutput()).isEqualTo("tree.sha256");
    assertThat(manifest.getDirectories()).isEqualTo(5);
    assertThat(manifest.getLinks()).isEqualTo(3);
    assertThat(manifest.getOthers()).isEqualTo(1);
    assumeTrue(Programs.haveGnu(), "sha256sum and find of GNU are not installed");
    assertThat(text(sums)).isEqualTo(Programs.sums(root.resolve("tree")));
    assertThat(Programs.check(root.resolve("tree"), sums)).isEqualTo(new Programs.Ended(0, ""));
    assumeTrue(Programs.havePython(), "python3 is not installed");
    assertThat(Programs.checkByScript(root.resolve("tree"), sums))
        .isEqualTo(new Programs.Ended(0, manifest.getFiles() + " files, 0 problems\n"));
  }

  private void makeOddTree() throws IOException {
    Random random = new Random(11);
    for (String name :
        List.of(
            "a",
            "a.txt",
            "a-",
            "b/x",
            "b.txt",
            "b0",
            "new\nline",
            "back\\slash",
            "-rf",
            " lead",
            "gr\u00fc\u00dfe",
            "\u00c3\u00bc",
            "tab\t",
            "quote\"'",
            "d/e/f/deep",
            "*",
            "#x")) {
      byte[] content = new byte[random.nextInt(3 * RANGE)];
      random.nextBytes(content);
      tree.file("tree/" + name, content);
    }
    for (int size : new int[] {0, 1, RANGE - 1, RANGE, RANGE + 1, 2 * RANGE, 9 * RANGE + 5}) {
      byte[] content = new byte[size];
      random.nextBytes(content);
      tree.file("tree/size-" + size, content);
    }
    Path top = root.resolve("tree");
    Files.createDirectory(top.resolve("empty"));
    Files.createSymbolicLink(top.resolve("link"), Path.of("a"));
    Files.createSymbolicLink(top.resolve("dangling"), Path.of("nowhere"));
    Files.createSymbolicLink(top.resolve("b-link"), Path.of("b"));
    socket(top.resolve("socket"));
  }

  /** The name of a socket must be short, so it is made elsewhere and moved. */
  private static void socket(Path path) throws IOException {
    Path directory = Files.createTempDirectory("s");
    Path made = directory.resolve("s");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(made))
        .close();
    Files.move(made, path);
    Files.delete(directory);
  }

  @Test
  void partsTakeSomeFilesAndLargeOnesByRanges() throws Exception {
    for (int i = 0; i < 5; i++) {
      tree.file("tree/" + i, "x");
    }
    tree.file("tree/3large", new byte[2 * RANGE + 1]);

    List<Part> parts = run.split(ManifestRun.job("tree", RANGE, 3));

    assertThat(parts)
        .extracting(part -> part.getListed().size(), Part::getRange)
        .map(Object::toString)
        .containsExactly(
            "(3, null)", "(1, null)", "(1, null)", "(1, 0)", "(1, 1)", "(1, 2)", "(1, null)");
  }

  @Test
  void anEmptyDirectoryHasAnEmptyManifest() throws Exception {
    Files.createDirectory(root.resolve("none"));

    Manifest manifest = run.run(ManifestPipeline.job("none"));

    assertThat(manifest.getComplete()).isTrue();
    assertThat(manifest.getFiles()).isZero();
    assertThat(root.resolve("none.sha256")).isEmptyFile();
    assertThat(json(root.resolve("none.sha256.jsonl"))).hasSize(1);
  }

  @Test
  void theRootHasItsManifestInItselfAndLeavesItOut() throws Exception {
    tree.file("a", "x");
    tree.file("manifest.sha256.incomplete", "earlier");
    tree.file("manifest.sha256.incomplete.jsonl", "earlier");
    tree.file("manifest.sha256.tmp-" + ManifestRun.JOB + "-killed", "left");
    tree.file("manifest.sha256.tmp-other-running", "runs");
    tree.file("manifest.sha2560", "not ours");
    run.run(ManifestPipeline.job("."));

    Manifest again = run.run(ManifestPipeline.job(""));

    assertThat(again.getFiles()).isEqualTo(2);
    assertThat(text(root.resolve("manifest.sha256")))
        .endsWith("  a\n" + line("not ours", "manifest.sha2560"));
    try (var files = Files.list(root)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "a",
              "manifest.sha2560",
              "manifest.sha256",
              "manifest.sha256.jsonl",
              "manifest.sha256.tmp-other-running");
    }
  }

  private static String line(String content, String name) {
    byte[] sha256 = Sha256.digest().digest(content.getBytes(StandardCharsets.UTF_8));
    return new String(Sha256.line(sha256, RawPath.of(name)), StandardCharsets.UTF_8);
  }

  @Test
  void whatCannotBeReadMakesTheManifestIncomplete() throws Exception {
    tree.file("tree/a", "x");
    tree.file("tree/gone", "x");
    tree.file("tree/large", new byte[2 * RANGE]);
    tree.file("tree.sha256", "an older manifest");
    Directory job = ManifestRun.job("tree", RANGE, 1);
    List<Part> parts = run.split(job);
    Files.delete(root.resolve("tree/gone"));
    Files.setLastModifiedTime(root.resolve("tree/large"), FileTime.fromMillis(1));

    Manifest manifest = run.collect(job, run.digests(parts));

    assertThat(manifest.getComplete()).isFalse();
    assertThat(manifest.getOutput()).isEqualTo("tree.sha256.incomplete");
    assertThat(manifest.getFailed()).isEqualTo(2);
    assertThat(manifest.getFailures())
        .containsExactly(
            new Failure("gone", "not there"), new Failure("large", "changed since it was listed"));
    assertThat(root.resolve("tree.sha256")).hasContent("an older manifest");
    assertThat(text(root.resolve("tree.sha256.incomplete"))).isEqualTo(line("x", "a"));
    List<JsonNode> lines = json(root.resolve("tree.sha256.incomplete.jsonl"));
    assertThat(lines.get(1).toString())
        .isEqualTo("{\"path\":\"gone\",\"type\":\"file\",\"error\":\"not there\"}");
    assertThat(lines.get(3).get("complete").asBoolean()).isFalse();
  }

  @Test
  void aLargeFileOfWhichTwoVersionsWereListedFails() throws Exception {
    Path large = tree.file("tree/large", new byte[2 * RANGE]);
    Directory job = ManifestRun.job("tree", RANGE, 1);
    List<Digest> digests = new ArrayList<>(run.digests(run.split(job)).subList(0, 2));
    Files.setLastModifiedTime(large, FileTime.fromMillis(1));
    digests.add(run.digests(run.split(job)).get(2));

    assertThat(run.collect(job, digests).getFailures())
        .containsExactly(new Failure("large", "changed while it was listed"));
  }

  @Test
  void aLargeFileThatChangesInPlaceBetweenItsPartsFails() throws Exception {
    Path large = tree.file("tree/large", new byte[2 * RANGE]);
    FileTime modified = Files.getLastModifiedTime(large);
    Directory job = ManifestRun.job("tree", RANGE, 1);
    List<Part> parts = run.split(job);
    List<Digest> digests = new ArrayList<>(run.digests(parts.subList(0, 1)));
    Object changed = Files.getAttribute(large, "unix:ctime");
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Files.write(large, "y".repeat(2 * RANGE).getBytes(StandardCharsets.UTF_8));
              Files.setLastModifiedTime(large, modified);
              return !changed.equals(Files.getAttribute(large, "unix:ctime"));
            });
    digests.addAll(run.digests(parts.subList(1, 3)));

    assertThat(run.collect(job, digests).getFailures())
        .containsExactly(new Failure("large", "changed since it was listed"));
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(root)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aPartThatIsLostMakesTheManifestIncomplete(int index) throws Exception {
    tree.file("tree/large", new byte[2 * RANGE]);
    Directory job = ManifestRun.job("tree", RANGE, 1);
    List<Digest> digests = run.digests(run.split(job));
    digests.remove(index);

    FailedPart lost = new FailedPart(index, "digest", "deliveries", "its workers died");
    Manifest manifest = run.collect(job, digests, lost);

    assertThat(manifest.getComplete()).isFalse();
    assertThat(manifest.getFiles()).isZero();
    assertThat(manifest.getFailures())
        .hasSize(2)
        .contains(new Failure("part " + index, "deliveries: its workers died"));
  }

  /** The superuser may read anything, and so the test says which of both it saw. */
  @Test
  void whatMayNotBeReadFailsAndTheRestDoesNot() throws Exception {
    Path file = tree.file("tree/file", "x");
    Path directory = tree.file("tree/locked/in", "x").getParent();
    tree.file("tree/other", "x");
    Files.setPosixFilePermissions(file, Set.of());
    Files.setPosixFilePermissions(directory, Set.of());
    boolean superuser = Files.isReadable(file);

    Manifest manifest = run.run(ManifestPipeline.job("tree"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));

    assertThat(manifest.getComplete()).isEqualTo(superuser);
    assertThat(manifest.getFiles()).isEqualTo(superuser ? 3 : 1);
    assertThat(manifest.getFailures())
        .containsExactlyElementsOf(
            superuser
                ? List.of()
                : List.of(
                    new Failure("file", "permission denied"),
                    new Failure("locked/", "permission denied")));
  }

  /** No name may have more than 255 bytes, which is neither a missing file nor a permission. */
  @Test
  void whatMayPassIsTriedAgainBeforeItIsGivenUp() throws Exception {
    tree.file("tree/a", "x");
    Part part = run.split(ManifestPipeline.job("tree")).get(0);
    part.getListed().get(0).setPath(ByteBuffer.wrap(Tree.path("n".repeat(300)).bytes()));

    assertThat(run.digest(part, 1)).isInstanceOf(Outcome.RetryLater.class);
    assertThat(run.digests(List.of(part)).get(0).getDigested().get(0).getError())
        .isEqualTo("File name too long");
  }

  @Test
  void withoutAnOutputTheResultCarriesTheLines() throws Exception {
    tree.file("tree/a", "x");
    Directory job = ManifestPipeline.job("tree");
    job.setOutput(null);

    Manifest manifest = run.run(job);

    assertThat(manifest.getLines()).isEqualTo(line("x", "a"));
    assertThat(manifest.getOutput()).isNull();
    assertThat(root.resolve("tree.sha256")).doesNotExist();
  }

  @Test
  void aResultCarriesNoMoreLinesThanItMay() {
    InlineLines lines = new InlineLines();
    lines.sum(new byte[InlineLines.MOST_BYTES]);
    assertThat(lines.text()).hasSize(InlineLines.MOST_BYTES);

    lines.sum(new byte[1]);
    assertThat(lines.text()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "none, none.sha256, directory 'none'; not there",
    "file, x.sha256, directory 'file'; links are not followed",
    "link, x.sha256, directory 'link'; links are not followed",
    "../x, x.sha256, must not hold '..'",
    "/etc, x.sha256, absolute",
    "tree, x.txt, ends in .sha256",
    "tree, .sha256, ends in .sha256",
    "tree, ../x.sha256, must not hold '..'",
    "tree, none/x.sha256, output 'none/x.sha256'; not there",
    "tree, link/x.sha256, output 'link/x.sha256'; links are not followed",
    "tree, taken.sha256, a directory has this name"
  })
  void aJobThatMakesNoSenseIsRejectedBeforeAnythingIsRead(String path, String output, String why)
      throws Exception {
    tree.file("file", "x");
    Files.createDirectory(root.resolve("tree"));
    Files.createDirectory(root.resolve("taken.sha256"));
    Files.createSymbolicLink(root.resolve("link"), Path.of("tree"));
    Directory job = new Directory(path, output, 16L << 20, 64);

    assertThatThrownBy(() -> run.split(job))
        .isInstanceOf(RejectedException.class)
        .hasMessageContainingAll(why.split("; "));
  }

  @Test
  void aTreeWithMorePartsThanASplitMayHaveIsRejected() throws Exception {
    Path file = tree.file("tree/sparse", "");
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.position(100_001L * RANGE - 1);
      channel.write(ByteBuffer.allocate(1));
    }

    assertThatThrownBy(() -> run.split(ManifestRun.job("tree", RANGE, 1)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("raise rangeBytes");
  }

  @Test
  void aWorkerWithoutARootFails() {
    var list = new ListDirectory(Root.NONE);

    assertThatThrownBy(() -> list.split(ManifestPipeline.job("a"), ManifestRun.context("list", 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("STREAMWEIR_MANIFEST_ROOT");
  }

  @Test
  void aRootMustBeADirectory() throws Exception {
    Path file = tree.file("file", "x");

    assertThatThrownBy(() -> ManifestPipeline.pipeline(file))
        .hasMessageContaining("is no directory");
    assertThatThrownBy(() -> ManifestPipeline.pipeline(root.resolve("none")))
        .hasMessageContaining("does not exist");
  }

  /** One character per byte. */
  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  private static List<JsonNode> json(Path file) throws IOException {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      nodes.add(new ObjectMapper().readTree(line));
    }
    return nodes;
  }
}
