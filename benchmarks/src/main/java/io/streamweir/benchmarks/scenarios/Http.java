package io.streamweir.benchmarks.scenarios;

import io.streamweir.benchmarks.contestants.HttpText;
import io.streamweir.benchmarks.contestants.Names;
import io.streamweir.benchmarks.contestants.Orders;
import io.streamweir.benchmarks.contestants.Task;
import io.streamweir.benchmarks.measure.CaseResult;
import io.streamweir.benchmarks.measure.Child;
import io.streamweir.benchmarks.measure.Meter;
import io.streamweir.benchmarks.measure.Metric;
import io.streamweir.benchmarks.measure.Server;
import io.streamweir.benchmarks.measure.Wrk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The HTTP API beside web applications that take jobs, and beside the Java client: single submits,
 * bulk, submits that wait for their end, and open streams of events.
 */
final class Http implements Scenario {
  private static final List<String> FLASK =
      List.of("/usr/bin/python3", "-c", "import celery, flask, gunicorn, redis");
  private static final int STREAMS_PER_SECOND = 500;

  @Override
  public String name() {
    return "http";
  }

  @Override
  public List<CaseResult> run(Bench bench) throws Exception {
    List<CaseResult> results = new ArrayList<>();
    if (Wrk.installed()) {
      results.add(submits(bench));
    } else {
      System.out.println(
          "http: wrk is not installed; benchmarks/run --install-peers installs it\n");
    }
    results.add(bulk(bench));
    results.add(waits(bench));
    results.add(streams(bench));
    return results;
  }

  /** Web applications get the same load, and nobody works on the jobs. */
  private static CaseResult submits(Bench bench) throws Exception {
    int seconds = bench.entries(8, 2);
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      Child serve = contest.keep(serve(bench, "http.jobs", server));
      String jobs = "http://127.0.0.1:" + begin(serve) + HttpText.JOBS;
      contest.add("Streamweir", () -> submits(server, serve, jobs, Names.inbox("hop"), seconds));
      if (Peers.installed(bench, "http", "Flask", FLASK)) {
        Child flask =
            contest.keep(
                Peers.program(
                    bench, server, "Flask", List.of("/usr/bin/python3", "flask_peer.py")));
        String url = "http://127.0.0.1:" + begin(flask);
        contest.add("Flask, LPUSH", () -> submits(server, flask, url + "/lpush", "jobs", seconds));
        contest.add(
            "Flask, Celery", () -> submits(server, flask, url + "/celery", "celery", seconds));
      }
      String work =
          String.format(
              Locale.ROOT, "jobs of 100 bytes by POST over 64 connections for %d s", seconds);
      return contest.result("http", "submit", work, Metric.RATE);
    }
  }

  private static Map<Metric, Double> submits(
      Server server, Child child, String url, String queue, int seconds) throws Exception {
    server.commands().del(queue);
    Meter meter = Meter.begin(server, child);
    Wrk done = Wrk.post(url, HttpText.job(Orders.order(0)), seconds);
    Map<Metric, Double> measured = meter.end(done.requests());
    boolean stream = server.commands().type(queue).equals("stream");
    long arrived = stream ? server.commands().xlen(queue) : server.commands().llen(queue);
    if (arrived < done.requests()) {
      throw new IllegalStateException(arrived + " of " + done.requests() + " are in " + queue);
    }
    measured.put(Metric.P50, done.p50());
    measured.put(Metric.P99, done.p99());
    server.commands().del(queue);
    return measured;
  }

  private static CaseResult bulk(Bench bench) throws Exception {
    int jobs = bench.entries(500_000, 20_000);
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      Child serve = contest.keep(serve(bench, "http.jobs", server));
      int port = begin(serve);
      Child client = contest.start("http.bulk");
      contest.add(
          "Java client, in batches",
          "submit.streamweir",
          child -> Submit.turn(server, child, "batch", jobs));
      contest.add("HTTP, in one body", () -> bulk(server, serve, client, port, jobs));
      String work =
          String.format(Locale.ROOT, "%,d jobs of 100 bytes, over HTTP a line of JSON each", jobs);
      return contest.result("http", "bulk", work, Metric.RATE);
    }
  }

  private static Map<Metric, Double> bulk(
      Server server, Child serve, Child client, int port, int jobs) throws Exception {
    server.commands().del(Names.inbox("hop"));
    Meter meter = Meter.begin(server, serve);
    client.ask("run", Map.of("count", jobs, "port", port));
    Map<Metric, Double> measured = meter.end(jobs);
    long arrived = server.commands().xlen(Names.inbox("hop"));
    if (arrived != jobs) {
      throw new IllegalStateException(arrived + " of " + jobs + " jobs have arrived");
    }
    return measured;
  }

  /** The worker of both is the Java client's process, so that they differ in the client alone. */
  private static CaseResult waits(Bench bench) throws Exception {
    int jobs = bench.entries(10_000, 250);
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      Child serve = contest.keep(serve(bench, "http.three", server));
      int port = begin(serve);
      Child worker = contest.start("latency.streamweir");
      Child client = contest.start("http.wait");
      worker.ask("start");
      contest.add(
          "Java client",
          () -> latency(server, worker, worker, jobs, Map.of("rate", 0, "count", jobs)));
      contest.add(
          "HTTP, Prefer: wait",
          () -> latency(server, serve, client, jobs, Map.of("port", port, "count", jobs)));
      String work =
          String.format(
              Locale.ROOT, "%,d jobs through three stages to their end, one at a time", jobs);
      return contest.result("http", "submit and wait", work, Metric.P50);
    }
  }

  private static CaseResult streams(Bench bench) throws Exception {
    int count = bench.entries(5_000, 250);
    try (Server server = bench.server();
        Contest contest = new Contest(bench, server)) {
      Child serve = contest.keep(serve(bench, "http.one", server));
      int port = begin(serve);
      Child client = contest.start("http.streams");
      client.ask("start");
      Map<String, Integer> task = Map.of("port", port, "count", count, "rate", STREAMS_PER_SECOND);
      contest.add("Streamweir, heap of 512 MiB", () -> latency(server, serve, client, count, task));
      String work =
          String.format(
              Locale.ROOT,
              "%,d open streams, each told the end of its job; %d jobs/s; from the handler's"
                  + " return",
              count,
              STREAMS_PER_SECOND);
      return contest.result("http", "streams", work, Metric.P99);
    }
  }

  private static Map<Metric, Double> latency(
      Server server, Child metered, Child client, int jobs, Map<String, Integer> task)
      throws IOException {
    Meter meter = Meter.begin(server, metered);
    Task figures = client.ask("run", task);
    Map<Metric, Double> measured = meter.end(jobs);
    measured.remove(Metric.RATE);
    measured.put(Metric.P50, Double.parseDouble(figures.text("p50")));
    measured.put(Metric.P99, Double.parseDouble(figures.text("p99")));
    measured.put(Metric.P999, Double.parseDouble(figures.text("p999")));
    return measured;
  }

  /** Starts the API's process, in the same heap in all cases. */
  private static Child serve(Bench bench, String contestant, Server server) throws IOException {
    return bench.child(contestant, server, "-Xms512m", "-Xmx512m");
  }

  /** Has a server listen; says at which port. */
  private static int begin(Child server) throws IOException {
    int port = Server.freePort();
    server.ask("start", Map.of("port", port));
    return port;
  }
}
