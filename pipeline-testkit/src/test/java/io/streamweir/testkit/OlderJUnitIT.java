package io.streamweir.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The test kit beside the JUnits that its users may have: the platform 1.10 is JUnit 5.10. */
class OlderJUnitIT {
  private static final int PATIENCE_SECONDS = 120;
  private static final Path JUNITS = Path.of("target", "junits").toAbsolutePath();

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"1.10.5", "1.14.4"})
  void givesEachTestItsSpace(String platform) throws Exception {
    Path junit = JUNITS.resolve("junit-platform-console-standalone-" + platform + ".jar");
    assertThat(junit).as("Maven copies it in generate-test-resources").exists();
    String printed = run(junit);
    assertThat(printed).contains("[         4 tests successful      ]");
    assertThat(printed).contains("[         0 tests failed          ]");
    assertThat(printed).contains("[         0 containers failed     ]");
  }

  private String run(Path junit) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dstreamweir.redis=" + System.getProperty("streamweir.redis", "embedded"));
    command.addAll(List.of("-cp", junit + File.pathSeparator + classPathWithoutJUnit()));
    command.add("org.junit.platform.console.ConsoleLauncher");
    command.addAll(List.of("execute", "--disable-banner", "-c", WithRedisIT.class.getName()));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(output);
  }

  private static String classPathWithoutJUnit() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Stream.of(all.split(File.pathSeparator))
        .filter(entry -> !entry.contains("junit"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
