package io.streamweir.cli.submit;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.streamweir.cli.Main;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.client.GatherProgress;
import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.schemas.manifest.Directory;
import io.streamweir.stages.manifest.ManifestPipeline;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large tree, workers that die, and what {@code sha256sum} says. */
@WithRedis
class ManifestKillIT {
  private static final int SMALL_FILES = 20_000;
  private static final int RANGE = 1 << 20;

  @TempDir private Path root;

  @Test
  void workersThatAreKilledLeaveNothingOutAndNothingTwice(RedisSpace space) throws Exception {
    assumeTrue(run("sha256sum", "--version").contains("GNU"), "sha256sum of GNU is not installed");
    makeTree();
    Place place = Place.of(space);
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (ChildJvm first = worker(place);
        ChildJvm second = worker(place);
        ChildJvm third = worker(place);
        RedisLink link = RedisLink.open(config);
        JobClient<Directory> jobs = JobClient.connect(link, new ManifestPipeline().pipeline())) {
      for (ChildJvm each : List.of(first, second, third)) {
        each.awaitOutput("is ready: manifest (list, digest, collect)", PATIENCE);
      }
      Receipt job = jobs.submit(job());
      awaitParts(jobs, job, SMALL_FILES / 10);
      first.kill();
      awaitParts(jobs, job, SMALL_FILES / 3);
      second.kill();
      assertThat(place.run("job", "-p", "manifest", job.jobId()).out())
          .startsWith(job.jobId() + "  running  list: ");

      jobs.result(job).get(Patience.SECONDS, TimeUnit.SECONDS);
      Run result = place.run("job", "-p", "manifest", job.jobId());
      assertThat(result.status()).as(result.all()).isZero();
      assertThat(result.out()).contains("finished at collect", "20,011 files");
    }
    assertThat(Files.readString(root.resolve("tree.sha256"), StandardCharsets.ISO_8859_1))
        .isEqualTo(sums());
    assertThat(Files.readAllLines(root.resolve("tree.sha256.jsonl"))).hasSize(20_011 + 205 + 1);
    assertThat(names(root)).containsExactly("tree", "tree.sha256", "tree.sha256.jsonl");
  }

  /** One part per file, so that there are as many chances for something to go wrong. */
  private static Directory job() {
    Directory job = ManifestPipeline.job("tree");
    job.setRangeBytes(RANGE);
    job.setFilesPerPart(1);
    return job;
  }

  private static void awaitParts(JobClient<Directory> jobs, Receipt job, int parts) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(PATIENCE)
        .until(() -> jobs.progress(job).stream().mapToInt(GatherProgress::done).sum() >= parts);
  }

  private ChildJvm worker(Place place) {
    return ChildJvm.start(
        List.of(),
        Map.of(ManifestPipeline.ROOT, root.toString()),
        Main.class,
        "worker",
        "-p",
        "manifest",
        "--lease",
        "1s",
        "--redis",
        place.uri(),
        "--namespace",
        place.namespace());
  }

  private static List<String> names(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void makeTree() throws IOException {
    Path tree = Files.createDirectory(root.resolve("tree"));
    for (int i = 0; i < SMALL_FILES; i++) {
      Path directory = tree.resolve("d" + i % 200);
      if (i < 200) {
        Files.createDirectory(directory);
      }
      Files.writeString(directory.resolve("file-" + i), i % 50 == 0 ? "" : "content " + i);
    }
    Random random = new Random(5);
    byte[] block = new byte[RANGE];
    for (int large = 0; large < 5; large++) {
      random.nextBytes(block);
      try (var out = Files.newOutputStream(tree.resolve("large-" + large))) {
        for (int i = 0; i < 4 + large; i++) {
          out.write(block);
        }
        out.write(block, 0, large);
      }
    }
    for (String name : List.of("new\nline", "back\\slash", "-rf", " lead", "grüße", "*")) {
      Files.writeString(tree.resolve(name), name);
    }
    for (int i = 0; i < 5; i++) {
      Files.createDirectories(tree.resolve("empty-" + i));
    }
  }

  private String sums() throws Exception {
    return run(
        "sh",
        "-c",
        "cd tree && find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum --");
  }

  private String run(String... command) throws Exception {
    Path out = Files.createTempFile("sums", ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(out, StandardCharsets.ISO_8859_1);
    Files.delete(out);
    return text;
  }
}
