package io.streamweir.stages.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Other people's programs, which know nothing of this code. */
final class Programs {
  private static final Path CHECK =
      Path.of("../docs/examples/check_manifest.py").toAbsolutePath().normalize();

  /** What {@code sha256sum} says of all files below the directory, in the order of their paths. */
  private static final String SUMS =
      "find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 -r sha256sum --";

  private Programs() {}

  /**
   * How a program ended.
   *
   * @param out what it printed, one character per byte
   */
  record Ended(int status, String out) {}

  static boolean haveGnu() throws InterruptedException {
    return works("sha256sum", "--version") && works("find", "--version");
  }

  static boolean havePython() throws InterruptedException {
    return works("python3", "-c", "1");
  }

  private static boolean works(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  static String sums(Path directory) throws Exception {
    Ended ended = run(directory, "sh", "-c", SUMS);
    assertThat(ended.status()).as(ended.out()).isZero();
    return ended.out();
  }

  /** Lets {@code sha256sum} check a manifest. */
  static Ended check(Path directory, Path manifest) throws Exception {
    return run(directory, "sha256sum", "--check", "--strict", "--quiet", manifest.toString());
  }

  /** Lets the script of docs/manifest.md check a manifest. */
  static Ended checkByScript(Path directory, Path manifest) throws Exception {
    return run(directory, "python3", CHECK.toString(), directory.toString(), manifest.toString());
  }

  static Ended run(Path directory, String... command) throws Exception {
    File out = File.createTempFile("program", ".out");
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out)
              .start();
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      byte[] bytes = Files.readAllBytes(out.toPath());
      return new Ended(process.exitValue(), new String(bytes, StandardCharsets.ISO_8859_1));
    } finally {
      assertThat(out.delete()).isTrue();
    }
  }
}
