package io.streamweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.testkit.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, in front of a java that says what it was given. */
class LauncherIT {
  @TempDir Path directory;

  @Test
  void javaRunsInALocaleOfUtf8WhateverTheCallersIs() throws Exception {
    prepare();
    for (String locale : new String[] {"C", "POSIX", "", "de_DE.ISO-8859-1", "no_SUCH.UTF-8"}) {
      String said = launch("LC_ALL='" + locale + "' LANG='" + locale + "'", "k\\303\\244se");
      assertThat(said).as(locale).contains("charmap UTF-8").contains("last 6b c3 a4 73 65");
      assertThat(said).as(locale).doesNotContain("-Dstreamweir.charset=UTF-8");
    }
    assertThat(launch("LC_ALL=C.UTF-8", "k\\303\\244se"))
        .contains("charmap UTF-8", "-Dstreamweir.charset=UTF-8", "last 6b c3 a4 73 65");
  }

  @Test
  void aShortCommandStartsFromAnArchiveOfClassesThatTheFirstOneMakes() throws Exception {
    prepare();
    String first = launch("LC_ALL=C.UTF-8", "1");
    Path archive;
    try (var files = Files.list(directory.resolve("target"))) {
      archive = files.filter(file -> file.toString().endsWith(".jsa")).findFirst().orElseThrow();
    }

    assertThat(first).contains("-XX:SharedArchiveFile=" + archive.toRealPath());
    String made = Files.readString(archive);
    assertThat(made).contains("io.streamweir.cli.Main status");
    assertThat(launch("LC_ALL=C.UTF-8", "2")).contains("-XX:SharedArchiveFile=");
    assertThat(Files.readString(archive)).isEqualTo(made);
  }

  @Test
  void aJavaThatMakesNoArchiveIsAskedOnce() throws Exception {
    prepare();
    Files.createFile(directory.resolve("jdk/makes-none"));

    assertThat(launch("LC_ALL=C.UTF-8", "1")).doesNotContain("SharedArchiveFile");
    Files.delete(directory.resolve("jdk/makes-none"));
    assertThat(launch("LC_ALL=C.UTF-8", "2")).doesNotContain("SharedArchiveFile");
  }

  @Test
  void runsFromADistributionWithoutABuild() throws Exception {
    prepare();
    Files.createDirectories(directory.resolve("lib"));
    Files.createDirectories(directory.resolve("bin"));
    Files.move(directory.resolve("streamweir"), directory.resolve("bin/streamweir"));
    Files.move(
        directory.resolve("pipeline-cli/target/pipeline-cli.jar"),
        directory.resolve("lib/pipeline-cli.jar"));
    Files.createSymbolicLink(directory.resolve("streamweir"), Path.of("bin/streamweir"));

    assertThat(launch("LC_ALL=C.UTF-8", "1"))
        .contains("-cp " + directory.toRealPath() + "/lib/* io.streamweir.cli.Main job 1");
  }

  private void prepare() throws Exception {
    Path launcher = Path.of("..", "streamweir");
    Files.copy(launcher, directory.resolve("streamweir"));
    Files.createDirectories(directory.resolve("pipeline-cli/target/lib"));
    Files.createFile(directory.resolve("pipeline-cli/target/pipeline-cli.jar"));
    Path java = directory.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    Files.writeString(
        java,
        """
        #!/bin/sh
        for word in "$@"; do
          case $word in
            -XX:ArchiveClassesAtExit=*)
              [ ! -e "$JAVA_HOME/makes-none" ] || exit 1
              echo "$$ $*" >"${word#*=}"
              exit 1 ;;
          esac
        done
        echo "charmap $(locale charmap 2>/dev/null)"
        echo "$@"
        for last in "$@"; do :; done
        echo last $(printf %s "$last" | od -An -tx1)
        """);
    for (Path script : new Path[] {java, directory.resolve("streamweir")}) {
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private String launch(String locale, String argument) throws Exception {
    String script =
        "unset LC_CTYPE; %s JAVA_HOME=$PWD/jdk ./streamweir job \"$(printf '%s')\""
            .formatted(locale, argument);
    Path out = directory.resolve("out");
    Process process =
        new ProcessBuilder("sh", "-c", script)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
      return new String(Files.readAllBytes(out), java.nio.charset.StandardCharsets.ISO_8859_1);
    } finally {
      process.destroyForcibly();
    }
  }
}
