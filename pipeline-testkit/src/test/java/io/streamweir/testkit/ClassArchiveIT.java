package io.streamweir.testkit;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveIT {
  private static final String CLASS_PATH = classPath();

  @TempDir Path directory;

  private static String classPath() {
    List<String> line = ChildJvm.commandLine(EchoMain.class);
    return line.get(line.indexOf("-cp") + 1);
  }

  /** What a JVM prints that begins with the archive, and where it has its classes from. */
  private String run(ClassArchive archive) throws IOException {
    List<String> line = new ArrayList<>(List.of(ChildJvm.java(), "-Xlog:class+load"));
    line.addAll(archive.options());
    line.addAll(List.of("-cp", archive.classPath(), EchoMain.class.getName(), "argument"));
    Path output = directory.resolve("output");
    ChildProcess process = ChildProcess.start(line, output);
    assertThat(process.endsWithin(PATIENCE)).isTrue();
    assertThat(process.exitStatus()).isZero();
    return ChildProcess.tail(output);
  }

  @Test
  void holdsWhatTheRehearsalHasLoaded() throws IOException {
    ClassArchive archive = ClassArchive.of(List.of(EchoMain.class.getName(), "once"), CLASS_PATH);
    assertThat(run(archive))
        .contains(EchoMain.class.getName() + " source: shared objects file (top)")
        .contains("null null argument");
  }

  @Test
  void hasOnceWhatTheClassPathNamesTwice() {
    List<String> rehearsal = List.of(EchoMain.class.getName(), "once");
    String twice = String.join(File.pathSeparator, CLASS_PATH, CLASS_PATH);
    assertThat(ClassArchive.of(rehearsal, twice).classPath().split(File.pathSeparator))
        .hasSameSizeAs(
            ClassArchive.of(rehearsal, CLASS_PATH).classPath().split(File.pathSeparator));
  }

  @Test
  void isNotNeeded() throws IOException {
    ClassArchive archive = ClassArchive.of(List.of("no.such.Main"), CLASS_PATH);
    assertThat(run(archive))
        .contains(EchoMain.class.getName() + " source: file:")
        .contains("null null argument");
  }
}
