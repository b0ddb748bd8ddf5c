package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.contestants.Names;
import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Child;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.PeerDrive;
import io.streamweir.benchmarks.measure.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Jobs of 100 bytes that do nothing, in other languages' job queues. */
final class Peers implements Scenario {
  private static final String STREAM = Names.inbox("hop");
  private static final List<Peer> PEERS =
      List.of(
          new Peer(
              "BullMQ",
              List.of("node", "bullmq_peer.js"),
              List.of("node", "--input-type=module", "-e", "import 'bullmq'; import 'ioredis'"),
              List.of("bull:bench:wait", "bull:bench:active", "bull:bench:paused"),
              50_000,
              "concurrency",
              List.of(50, 100, 200)),
          new Peer(
              "Celery",
              List.of("/usr/bin/python3", "celery_peer.py"),
              List.of("/usr/bin/python3", "-c", "import celery, redis"),
              List.of("celery", "unacked"),
              10_000,
              "concurrency",
              List.of(1, 2, 4)),
          new Peer(
              "RQ",
              List.of("/usr/bin/python3", "rq_peer.py"),
              List.of("/usr/bin/python3", "-c", "import rq"),
              List.of("rq:queue:default", "rq:wip:default"),
              2_000,
              "processes",
              List.of(1, 2, 4)));

  /**
   * A peer.
   *
   * @param command runs its driver, in the folder of the drivers
   * @param probe succeeds where it is installed
   * @param keys are gone when its queue is done; the first one holds what waits
   * @param jobs how many, so that a turn takes a few seconds
   * @param tuned the setting of its workers that is tried with several values
   * @param values of that setting
   */
  private record Peer(
      String title,
      List<String> command,
      List<String> probe,
      List<String> keys,
      int jobs,
      String tuned,
      List<Integer> values) {}

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public boolean quick() {
    return false;
  }

  @Override
  public List<CaseResult> run(Bench bench) throws Exception {
    List<Peer> installed =
        PEERS.stream()
            .filter(peer -> installed(bench, name(), peer.title(), peer.probe()))
            .toList();
    int part = bench.quick() ? 20 : 1;
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      Map<Peer, Child> children = new LinkedHashMap<>();
      for (Peer peer : installed) {
        children.put(peer, contest.keep(program(bench, server, peer.title(), peer.command())));
      }
      PeerDrive drive = new PeerDrive(server);
      int jobs = 500_000 / part;
      contest.add("Streamweir", "jobs.streamweir", c -> drive.enqueue(c, jobs, STREAM));
      children.forEach((peer, child) -> enqueue(contest, drive, peer, child, part));
      CaseResult enqueued = contest.result("peers", "enqueue", work(installed, part), Metric.RATE);
      contest.add("Streamweir", "jobs.streamweir", c -> drive.processStream(c, jobs));
      children.forEach((peer, child) -> process(contest, drive, peer, child, part));
      return List.of(
          enqueued, contest.result("peers", "process", work(installed, part), Metric.RATE));
    }
  }

  private static void enqueue(Contest contest, PeerDrive drive, Peer peer, Child child, int part) {
    int jobs = peer.jobs() / part;
    contest.add(peer.title(), () -> drive.enqueue(child, jobs, peer.keys().get(0)));
  }

  /** One contestant per value of the setting that is tuned. */
  private static void process(Contest contest, PeerDrive drive, Peer peer, Child child, int part) {
    int jobs = peer.jobs() / part;
    for (int value : peer.values()) {
      contest.add(
          peer.title() + ", " + peer.tuned() + " " + value,
          () -> drive.process(child, jobs, peer.keys(), Map.of(peer.tuned(), value)));
    }
  }

  private static String work(List<Peer> installed, int part) {
    StringBuilder work = new StringBuilder("jobs of 100 bytes that do nothing: ");
    work.append(String.format(Locale.ROOT, "%,d", 500_000 / part)).append(" for Streamweir");
    installed.forEach(
        peer ->
            work.append(
                String.format(Locale.ROOT, ", %,d for %s", peer.jobs() / part, peer.title())));
    return work.toString();
  }

  /** Starts a peer's driver; the command is run in the folder of the drivers. */
  static Child program(Bench bench, Server server, String title, List<String> driver)
      throws IOException {
    List<String> command = new ArrayList<>(driver);
    command.add(server.uri());
    return Child.program(title, command, bench.peers());
  }

  /** Whether the probe succeeds, which it does where the peer is installed; else says so. */
  static boolean installed(Bench bench, String scenario, String title, List<String> probe) {
    boolean works = false;
    try {
      Process process =
          new ProcessBuilder(probe)
              .directory(bench.peers().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      works = process.waitFor() == 0;
    } catch (IOException e) {
      works = false; // no python3 or no node
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!works) {
      System.out.println(
          scenario
              + ": "
              + title
              + " is not installed; benchmarks/run --install-peers installs it\n");
    }
    return works;
  }
}
