package io.streamweir.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Where and when a run took place.
 *
 * @param date as 2026-01-31, in UTC
 * @param cores as many as the JVM may use
 * @param processor the model's name
 * @param memoryGigabytes of the machine; 0 where unknown
 * @param os name and version of the kernel
 * @param jdk name and version
 * @param redis the server's version
 */
public record Machine(
    String date,
    int cores,
    String processor,
    int memoryGigabytes,
    String os,
    String jdk,
    String redis) {
  /** This machine, now. */
  public static Machine here(String redisVersion) {
    return new Machine(
        LocalDate.now(ZoneOffset.UTC).toString(),
        Runtime.getRuntime().availableProcessors(),
        line(Path.of("/proc/cpuinfo"), "model name", "unknown processor"),
        memory(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        redisVersion);
  }

  /** As a sentence. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s: %d cores of %s, %d GB, %s, %s, Redis %s",
        date,
        cores,
        processor,
        memoryGigabytes,
        os,
        jdk,
        redis);
  }

  private static int memory() {
    String total = line(Path.of("/proc/meminfo"), "MemTotal", "0 kB");
    return (int) Math.round(Long.parseLong(total.replaceAll("\\D", "")) / 1024.0 / 1024.0);
  }

  private static String line(Path file, String name, String otherwise) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise; // not Linux
    }
  }
}
