package io.streamweir.cli.submit;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.Main;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.manifest.ManifestPipeline;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command and the pipeline manifest. */
@WithRedis
class ManifestIT {
  private static final String OF_A =
      "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";

  @TempDir private Path root;
  private final Place place;
  private final RedisLink link;

  ManifestIT(RedisSpace space) {
    place = Place.of(space);
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
  }

  @BeforeEach
  void makeFiles() throws Exception {
    Files.createDirectories(root.resolve("photos/2024"));
    Files.writeString(root.resolve("photos/2024/a"), "a");
    Files.createSymbolicLink(root.resolve("photos/link"), Path.of("2024"));
  }

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void writesAManifestBesideTheDirectory() throws Exception {
    try (Worker worker = Worker.start(link, ManifestPipeline.pipeline(root))) {
      Run run = submit("--wait", "photos/");

      assertThat(run.status()).as(run.all()).isZero();
      assertThat(run.out())
          .contains("finished at collect  1 file, 1 byte, 1 link not followed  in photos.sha256");
      assertThat(root.resolve("photos.sha256")).hasContent(OF_A + "  2024/a\n");
    }
  }

  @Test
  void printsJustTheLinesForSha256sum() {
    try (Worker worker = Worker.start(link, ManifestPipeline.pipeline(root))) {
      Run run = submit("--wait", "--print", "photos");

      assertThat(run.status()).as(run.all()).isZero();
      assertThat(run.out()).isEqualTo(OF_A + "  2024/a\n");
      assertThat(run.err()).contains("submitted ", "finished at collect");
      assertThat(root.resolve("photos.sha256")).doesNotExist();
    }
  }

  @Test
  void aJobIsFollowedByItsId() {
    String job = submit("--output", "lists.sha256", "photos").out().strip();
    Run waiting = place.run("job", "-p", "manifest", job);
    assertThat(waiting.status()).as(waiting.all()).isZero();
    assertThat(waiting.out()).contains("waiting", "list");
    try (Worker worker = Worker.start(link, ManifestPipeline.pipeline(root))) {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> place.run("job", "-p", "manifest", job).out().contains("finished"));
    }

    assertThat(place.run("job", "-p", "manifest", job).out()).contains("in lists.sha256");
    assertThat(place.run("job", "-p", "manifest", "--json", job).out())
        .contains("\"complete\":true", "\"files\":1");
  }

  @Test
  void severalDirectoriesComeFromStandardInput() {
    Run run = place.runWithInput("photos\n/etc\n.\n", "submit", "-p", "manifest", "-");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("submitted 2, refused 1, duplicates 0\n");
    assertThat(run.err()).contains("line 2 refused: '/etc' is absolute");
  }

  /** Files that hold more than their size says, as the kernel makes them up, always change. */
  @Test
  void anIncompleteManifestIsAFailure() {
    try (Worker worker =
        Worker.start(link, ManifestPipeline.pipeline(Path.of("/proc/sys/kernel")))) {
      Run run = submit("--wait", "--print", "random");

      assertThat(run.status()).as(run.all()).isEqualTo(1);
      assertThat(run.err())
          .contains("incomplete", "failed", "\n  boot_id: changed while it was read");
    }
  }

  @Test
  void aDirectoryThatIsNotThereIsAFailure() {
    try (Worker worker = Worker.start(link, ManifestPipeline.pipeline(root))) {
      Run run = submit("--wait", "nowhere");

      assertThat(run.status()).isEqualTo(1);
      assertThat(run.out())
          .contains("failed at list", "directory 'nowhere', below the root of the workers");
    }
  }

  @Test
  void workersOfOtherPipelinesNeedNoRootAndThoseOfThisOneARealOne() {
    String[] any = {"worker", "--redis", place.uri(), "--namespace", place.namespace()};
    try (ChildJvm worker = ChildJvm.start(Main.class, any)) {
      worker.awaitOutput("is ready: access-log", PATIENCE);
      assertThat(worker.output())
          .contains("leaves manifest alone: set STREAMWEIR_MANIFEST_ROOT")
          .doesNotContain("manifest (");
    }
    Map<String, String> wrong = Map.of(ManifestPipeline.ROOT, root.resolve("none").toString());
    try (ChildJvm worker = ChildJvm.start(List.of(), wrong, Main.class, any)) {
      assertThat(worker.awaitExit(PATIENCE)).hasValue(2);
      assertThat(worker.output()).contains("cannot work on manifest", "none' does not exist");
    }
  }

  private Run submit(String... more) {
    String[] all = new String[3 + more.length];
    System.arraycopy(new String[] {"submit", "-p", "manifest"}, 0, all, 0, 3);
    System.arraycopy(more, 0, all, 3, more.length);
    return place.run(all);
  }
}
