package io.streamweir.testkit;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import org.slf4j.LoggerFactory;

/**
 * Classes as the JVM lays them out, loaded and verified once for many child JVMs: see "class data
 * sharing" of the JVM. A child begins with about half the processor time.
 *
 * @param options what a child JVM gets to use the archive; empty without an archive
 * @param classPath what the child's class path must be
 */
record ClassArchive(List<String> options, String classPath) {

  /** No archive: each child loads its classes itself. */
  static ClassArchive none(String classPath) {
    return new ClassArchive(List.of(), classPath);
  }

  /**
   * Runs the rehearsal in a JVM of its own and archives what it loads. The archive is gone with
   * this JVM. Whatever goes wrong is logged and is no failure.
   *
   * @param rehearsal a main class and its arguments; it must end by itself
   */
  static ClassArchive of(List<String> rehearsal, String classPath) {
    ScratchDirectory directory = ScratchDirectory.create("streamweir-classes-");
    AtJvmExit.close(directory);
    Path archive = directory.file("classes.jsa");
    Path output = directory.file("rehearsal.log");
    try {
      String jars = packed(classPath, directory);
      List<String> command = new ArrayList<>(List.of(ChildJvm.java(), "-Xmx256m"));
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:ArchiveClassesAtExit=" + archive));
      command.add("-XX:ErrorFile=" + directory.file("crash.log"));
      command.addAll(List.of("-cp", jars));
      command.addAll(rehearsal);
      ChildProcess process = ChildProcess.start(command, output);
      if (process.endsWithin(Patience.PATIENCE) && Files.isRegularFile(archive)) {
        return new ClassArchive(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off"), jars);
      }
      process.kill();
      LoggerFactory.getLogger(ClassArchive.class)
          .warn("{} left no archive of its classes:\n{}", rehearsal, ChildProcess.tail(output));
    } catch (IOException e) {
      LoggerFactory.getLogger(ClassArchive.class).warn("no archive of classes", e);
    }
    return none(classPath);
  }

  /**
   * An archive holds classes of jars alone, so each directory becomes one. What the class path
   * names twice is there once, since two jars are not seen to be the same.
   */
  private static String packed(String classPath, ScratchDirectory into) throws IOException {
    Set<Path> entries = new LinkedHashSet<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.exists(path)) {
        entries.add(path.toRealPath());
      }
    }
    List<String> jars = new ArrayList<>();
    for (Path entry : entries) {
      if (Files.isDirectory(entry)) {
        Path jar = into.file(jars.size() + ".jar");
        pack(entry, jar);
        jars.add(jar.toString());
      } else {
        jars.add(entry.toString());
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  private static void pack(Path directory, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.setLevel(Deflater.NO_COMPRESSION);
      for (Path each : filesIn(directory)) {
        String name = directory.relativize(each).toString().replace(File.separatorChar, '/');
        out.putNextEntry(new ZipEntry(name));
        Files.copy(each, out);
        out.closeEntry();
      }
    }
  }

  private static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
