package io.streamweir.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.streamweir.chaos.faults.Extent;
import io.streamweir.chaos.faults.Fault;
import io.streamweir.chaos.faults.Faults;
import io.streamweir.testkit.ServerChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code streamweir-chaos}: faults under load, one after another or side by side. */
@Command(
    name = "streamweir-chaos",
    mixinStandardHelpOptions = true,
    subcommands = SoakCommand.class,
    description =
        "Breaks servers, workers and connections while jobs with known answers pass, and checks"
            + " what became of each job. Exits 1 where any check fails.")
final class ChaosCommand implements Callable<Integer> {
  private static final Duration LAST_START = Duration.ofSeconds(80);
  private static final int SIDE_BY_SIDE = 3;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--seed", paramLabel = "N", description = "Repeats a run; default: a new one")
  private @Nullable Long seed;

  @Option(
      names = "--short",
      description =
          "As for every build: each fault briefly, in an order that the seed gives; at most 2"
              + " minutes")
  private boolean brief;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "Begins over with new seeds until so many minutes have passed")
  private int minutes;

  @Option(
      names = "--fault",
      paramLabel = "NAME",
      arity = "1..*",
      description = "Only these faults; see --list")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description =
          "So many faults side by side, each with its own server; default: 1, with --short 2")
  private int parallel;

  @Option(names = "--json", paramLabel = "FILE", description = "Also writes all figures to FILE")
  private @Nullable Path json;

  @Option(
      names = "--server",
      paramLabel = "KIND",
      description =
          "Which server to break: embedded (the default), binary:/path/redis-server or"
              + " docker:image")
  private String server = "embedded";

  @Option(names = "--list", description = "Lists the faults and how they are made")
  private boolean list;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Fault> faults = chosen();
    chooseServer();
    if (list) {
      faults.forEach(fault -> System.out.printf("%-22s %s%n", fault.name(), fault.how()));
      return 0;
    }
    faults = possible(faults);
    long first = seed == null ? new SplittableRandom().nextInt(Integer.MAX_VALUE) : seed;
    System.out.printf("seed %d; repeat with: ./streamweir-chaos%s%n", first, repeat(first));
    List<RunReport> reports = new ArrayList<>();
    long until = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
    long next = first;
    do {
      reports.addAll(runAll(faults, next++));
    } while (System.nanoTime() < until);
    List<RunReport> failed = reports.stream().filter(report -> !report.passed()).toList();
    System.out.printf(
        "%d runs, %d failed; %s%n",
        reports.size(),
        failed.size(),
        failed.isEmpty() ? "all is well" : "seeds of failures: " + seeds(failed));
    write(first, reports);
    return failed.isEmpty() ? 0 : 1;
  }

  private List<Fault> chosen() {
    try {
      return names.isEmpty() ? Faults.all() : names.stream().map(Faults::find).toList();
    } catch (IllegalArgumentException e) {
      throw misuse(String.valueOf(e.getMessage()));
    }
  }

  /** Without those that need what is not here; one that was asked for is an error. */
  private List<Fault> possible(List<Fault> faults) {
    List<Fault> possible = new ArrayList<>();
    for (Fault fault : faults) {
      Optional<String> lacks = fault.lacks();
      if (lacks.isEmpty()) {
        possible.add(fault);
      } else if (names.isEmpty()) {
        System.out.println("left out: " + fault.name() + " needs " + lacks.get());
      } else {
        throw misuse(fault.name() + " needs " + lacks.get());
      }
    }
    return possible;
  }

  private void chooseServer() {
    try {
      if (ServerChoice.parse(server) instanceof ServerChoice.Given) {
        throw misuse("a server that runs already is not ours to break: " + server);
      }
      System.setProperty(ServerChoice.PROPERTY, server);
    } catch (IllegalArgumentException e) {
      throw misuse("--server=" + server + " is none of embedded, binary:PATH, docker:IMAGE");
    }
  }

  private ParameterException misuse(String message) {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    return new ParameterException(line, message);
  }

  private String repeat(long first) {
    return " --seed "
        + first
        + (brief ? " --short" : "")
        + (server.equals("embedded") ? "" : " --server " + server)
        + (names.isEmpty() ? "" : " --fault " + String.join(" ", names));
  }

  private static String seeds(List<RunReport> failed) {
    return String.join(
        ", ", failed.stream().map(report -> report.fault().name() + " " + report.seed()).toList());
  }

  private List<RunReport> runAll(List<Fault> faults, long runSeed) throws InterruptedException {
    List<Fault> order = new ArrayList<>(faults);
    if (brief) {
      Collections.shuffle(order, new Random(runSeed));
    }
    long last = System.nanoTime() + LAST_START.toNanos();
    Queue<Fault> waiting = new ConcurrentLinkedQueue<>(order);
    Queue<RunReport> reports = new ConcurrentLinkedQueue<>();
    List<Thread> lanes = new ArrayList<>();
    for (int i = 0; i < (parallel > 0 ? parallel : brief ? SIDE_BY_SIDE : 1); i++) {
      Thread lane = new Thread(() -> runSome(waiting, runSeed, last, reports), "chaos-" + i);
      lane.start();
      lanes.add(lane);
    }
    for (Thread lane : lanes) {
      lane.join();
    }
    if (!waiting.isEmpty()) {
      System.out.println(
          "left out, since they would not have ended in 2 minutes: "
              + String.join(", ", waiting.stream().map(Fault::name).toList()));
    }
    return List.copyOf(reports);
  }

  private void runSome(Queue<Fault> waiting, long runSeed, long last, Queue<RunReport> reports) {
    Extent extent = brief ? Extent.SHORT : Extent.LONG;
    boolean chosenByName = !names.isEmpty();
    while (!brief || chosenByName || System.nanoTime() < last) {
      Fault fault = waiting.poll();
      if (fault == null) {
        return;
      }
      reports.add(told(new Run(fault, runSeed, extent).go()));
    }
  }

  private static RunReport told(RunReport report) {
    synchronized (System.out) {
      System.out.print(report.text());
      System.out.flush();
    }
    return report;
  }

  private void write(long first, List<RunReport> reports) throws IOException {
    if (json == null) {
      return;
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("seed", first);
    all.put("short", brief);
    all.put("runs", reports.stream().map(RunReport::json).toList());
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), all);
  }
}
