package io.streamweir.chaos.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Samples of the memory of the workers and the server, and whether it stayed flat: the mean of the
 * last third of the samples is not far above that of the second third; the first one warms up. Not
 * thread-safe.
 */
public final class MemoryLog {
  private static final long MIB = 1 << 20;
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern USED = Pattern.compile("used_memory:(\\d+)");

  private final Field field;
  private final List<Sample> samples = new ArrayList<>();

  /** Of this run. */
  public MemoryLog(Field field) {
    this.field = field;
  }

  /**
   * What was used at one time, in bytes.
   *
   * @param worker resident memory of the largest worker
   * @param server {@code used_memory}
   */
  private record Sample(long worker, long server) {}

  /** Takes a sample; none where the server cannot be asked. */
  public void sample() {
    long worker =
        field.workers().running().stream().mapToLong(w -> resident(w.jvm().pid())).max().orElse(0);
    try {
      Matcher used = USED.matcher(field.site().redis().info("memory"));
      if (used.find() && worker > 0) {
        samples.add(new Sample(worker, Long.parseLong(used.group(1))));
      }
    } catch (io.lettuce.core.RedisException e) {
      // It is being disturbed.
    }
  }

  private static long resident(long pid) {
    try {
      Matcher found = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
      return found.find() ? 1024 * Long.parseLong(found.group(1)) : 0;
    } catch (IOException e) {
      return 0; // it has just died
    }
  }

  /**
   * Notes the figures and objects where memory grew.
   *
   * @param slackMiB how much more may be used at the end, beside a tenth
   */
  public void judge(int slackMiB) {
    int third = samples.size() / 3;
    if (third == 0) {
      field.expect("there are samples of memory", false);
      return;
    }
    List<Sample> middle = samples.subList(third, 2 * third);
    List<Sample> last = samples.subList(2 * third, samples.size());
    long workerBefore = mean(middle.stream().map(Sample::worker).toList());
    long workerAfter = mean(last.stream().map(Sample::worker).toList());
    long serverBefore = mean(middle.stream().map(Sample::server).toList());
    long serverAfter = mean(last.stream().map(Sample::server).toList());
    field.note(grew("resident memory of the largest worker", workerBefore, workerAfter));
    field.note(grew("used_memory of the server", serverBefore, serverAfter));
    field.expect("memory of the workers is flat", flat(workerBefore, workerAfter, slackMiB));
    field.expect("memory of the server is flat", flat(serverBefore, serverAfter, slackMiB));
  }

  private static boolean flat(long before, long after, int slackMiB) {
    return after <= before + before / 10 + slackMiB * MIB;
  }

  private static long mean(List<Long> bytes) {
    return (long) bytes.stream().mapToLong(Long::longValue).average().orElse(0);
  }

  private String grew(String what, long before, long after) {
    return String.format(
        Locale.ROOT,
        "%s: mean of the second third %.1f MiB, of the last third %.1f MiB, %d samples",
        what,
        (double) before / MIB,
        (double) after / MIB,
        samples.size());
  }
}
