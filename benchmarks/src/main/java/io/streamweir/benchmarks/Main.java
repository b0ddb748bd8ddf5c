package io.streamweir.benchmarks;

import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Server;
import io.streamweir.benchmarks.report.Document;
import io.streamweir.benchmarks.report.Machine;
import io.streamweir.benchmarks.report.RunResult;
import io.streamweir.benchmarks.report.TextTable;
import io.streamweir.benchmarks.scenarios.Bench;
import io.streamweir.benchmarks.scenarios.Scenario;
import io.streamweir.benchmarks.scenarios.Scenarios;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The command {@code benchmarks/run}. */
public final class Main {
  private static final int FAILURE = 1;
  private static final int USAGE = 2;

  private Main() {}

  /** Measures, or writes the documents; see {@link Arguments#USAGE}. */
  public static void main(String[] words) {
    try {
      System.exit(run(Arguments.parse(words)));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + usage());
      System.exit(USAGE);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(FAILURE);
    }
  }

  private static String usage() {
    return String.format(Locale.ROOT, Arguments.USAGE, String.join(", ", Scenarios.names()));
  }

  private static int run(Arguments arguments) throws Exception {
    if (arguments.help()) {
      System.out.print(usage());
      return 0;
    }
    Path report = arguments.report();
    if (report != null) {
      Path docs = home().resolveSibling("docs");
      new Document(RunResult.read(report))
          .write(docs.resolve("benchmarks.md"), docs.resolve("benchmarks"));
      return 0;
    }
    List<Scenario> chosen = Scenarios.choose(arguments.scenarios(), arguments.quick());
    Path binary = RedisBinary.find(arguments.redisServer());
    Bench bench =
        new Bench(
            binary,
            arguments.quick(),
            arguments.roundsOrUsual(),
            arguments.only(),
            childOptions(arguments.quick()),
            peers());
    RunResult result = measure(arguments, bench, chosen);
    if (arguments.json() != null) {
      result.write(arguments.json());
    }
    return 0;
  }

  private static RunResult measure(Arguments arguments, Bench bench, List<Scenario> chosen)
      throws Exception {
    Machine machine;
    try (Server server = Server.start(bench.redisServer(), List.of())) {
      machine = Machine.here(server.version());
    }
    System.out.println(machine.describe() + "\n");
    List<CaseResult> cases = new ArrayList<>();
    for (Scenario scenario : chosen) {
      for (CaseResult result : scenario.run(bench)) {
        System.out.println(new TextTable(result).render());
        cases.add(result);
      }
    }
    return new RunResult(machine, arguments.quick(), cases);
  }

  /** Equal for all; newer JDKs want to be told what Netty does. */
  private static List<String> childOptions(boolean quick) {
    List<String> options = new ArrayList<>(List.of(quick ? "-Xms128m" : "-Xms1g", "-Xmx1g"));
    if (quick) {
      options.addAll(
          List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // up at once
    }
    if (Runtime.version().feature() >= 24) {
      options.addAll(
          List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    }
    String more = System.getProperty("streamweir.bench.child", "");
    if (!more.isBlank()) {
      options.addAll(List.of(more.strip().split("\\s+")));
    }
    return options;
  }

  private static Path peers() {
    return home().resolve("peers");
  }

  /** The module's folder. */
  private static Path home() {
    return Path.of(System.getProperty("streamweir.bench.home", "benchmarks")).toAbsolutePath();
  }
}
