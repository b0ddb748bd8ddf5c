package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Child;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.PeerDrive;
import io.streamweir.benchmarks.measure.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Jobs of 100 bytes that do nothing, in other languages' job queues. */
final class Peers implements Scenario {
  private static final List<Peer> PEERS =
      List.of(
          new Peer(
              "BullMQ",
              List.of("node", "bullmq_peer.js"),
              List.of("node", "--input-type=module", "-e", "import 'bullmq'; import 'ioredis'"),
              List.of("bull:bench:wait", "bull:bench:active", "bull:bench:paused"),
              50_000),
          new Peer(
              "Celery",
              List.of("/usr/bin/python3", "celery_peer.py"),
              List.of("/usr/bin/python3", "-c", "import celery, redis"),
              List.of("celery", "unacked"),
              10_000),
          new Peer(
              "RQ",
              List.of("/usr/bin/python3", "rq_peer.py"),
              List.of("/usr/bin/python3", "-c", "import rq"),
              List.of("rq:queue:default", "rq:wip:default"),
              2_000));

  /**
   * A peer.
   *
   * @param command runs its driver, in the folder of the drivers
   * @param probe succeeds where it is installed
   * @param keys are gone when its queue is done
   * @param jobs how many, so that a turn takes a few seconds
   */
  private record Peer(
      String title, List<String> command, List<String> probe, List<String> keys, int jobs) {}

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public List<CaseResult> run(Bench bench) throws Exception {
    List<Peer> installed = PEERS.stream().filter(peer -> installed(bench, peer)).toList();
    int part = bench.quick() ? 20 : 1;
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      Map<Peer, Child> children = new LinkedHashMap<>();
      for (Peer peer : installed) {
        children.put(peer, contest.keep(program(bench, server, peer)));
      }
      return List.of(
          contest(contest, server, children, true, part),
          contest(contest, server, children, false, part));
    }
  }

  private static CaseResult contest(
      Contest contest, Server server, Map<Peer, Child> children, boolean enqueue, int part)
      throws Exception {
    int jobs = 500_000 / part;
    PeerDrive drive = new PeerDrive(server);
    Map<String, Integer> counts = new LinkedHashMap<>(Map.of("Streamweir", jobs));
    contest.add(
        "Streamweir",
        "jobs.streamweir",
        child -> enqueue ? drive.enqueue(child, jobs) : drive.processStream(child, jobs));
    children.forEach(
        (peer, child) -> {
          int some = peer.jobs() / part;
          counts.put(peer.title(), some);
          contest.add(
              peer.title(),
              () -> enqueue ? drive.enqueue(child, some) : drive.process(child, some, peer.keys()));
        });
    String work = "jobs of 100 bytes that do nothing " + counts;
    return contest.result("peers", enqueue ? "enqueue" : "process", work, Metric.RATE);
  }

  private static Child program(Bench bench, Server server, Peer peer) throws IOException {
    List<String> command = new ArrayList<>(peer.command());
    command.add(server.uri());
    return Child.program(peer.title(), command, bench.peers());
  }

  private static boolean installed(Bench bench, Peer peer) {
    boolean works = false;
    try {
      Process probe =
          new ProcessBuilder(peer.probe())
              .directory(bench.peers().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      works = probe.waitFor() == 0;
    } catch (IOException e) {
      works = false; // no python3 or no node
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!works) {
      System.out.println(
          "peers: "
              + peer.title()
              + " is not installed; benchmarks/run --install-peers installs it\n");
    }
    return works;
  }
}
