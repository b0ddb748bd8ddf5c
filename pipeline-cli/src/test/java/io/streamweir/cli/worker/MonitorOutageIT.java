package io.streamweir.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.cli.Place;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisCluster;
import io.streamweir.testkit.RedisServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a monitor says while Redis, or one of its nodes, is away. */
@Execution(ExecutionMode.CONCURRENT)
class MonitorOutageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void startsBesideADeadNodeOfAClusterAndSeesAllOnceItIsBack() {
    try (RedisCluster cluster = RedisCluster.start(3, 0, "--cluster-require-full-coverage no")) {
      RedisServer dead = cluster.masters().get(0);
      dead.kill();
      Place place = new Place(cluster.uri(), "sw");
      try (ChildJvm monitor = place.start("monitor", "--metrics-port=0")) {
        monitor.awaitOutput("monitor is ready", PATIENCE);
        String at = url(monitor);
        shows(at, "/metrics", "node_up", "redis_node=\"127.0.0.1:" + dead.port() + "\"} 0.0");
        for (RedisServer alive : cluster.masters()) {
          shows(
              at, "/metrics", "memory_used_bytes", "redis_node=\"127.0.0.1:" + alive.port() + "\"");
        }
        shows(at, "/health/ready", "the backlog cannot be read of ", "");
        monitor.awaitOutput("WARN  RedisMetrics asking Redis node 127.0.0.1:", PATIENCE);
        monitor.awaitOutput("WARN  BacklogMetrics reading the backlog of ", PATIENCE);
        dead.restart();
        isReady(at);
        shows(at, "/metrics", "node_up", "redis_node=\"127.0.0.1:" + dead.port() + "\"} 1.0");
        monitor.awaitOutput("works again", PATIENCE);
      }
    }
  }

  @Test
  void isNotReadyAndSaysSoWhileRedisHangs() {
    try (RedisServer server = RedisServer.start()) {
      Place place = new Place(server.uri(), "sw");
      try (ChildJvm monitor = place.start("monitor", "--metrics-port=0")) {
        monitor.awaitOutput("monitor is ready", PATIENCE);
        String at = url(monitor);
        isReady(at);
        server.pause();
        shows(at, "/metrics", "streamweir_redis_connected", "} 0.0");
        shows(at, "/metrics", "node_up", "} 0.0");
        shows(at, "/health/ready", "the backlog cannot be read of ", "slow");
        shows(at, "/health/live", "alive", "");
        assertThat(monitor.output()).contains("WARN  BacklogMetrics reading the backlog of slow");
        server.resume();
        isReady(at);
        shows(at, "/metrics", "streamweir_redis_connected", "} 1.0");
      }
    }
  }

  private static String url(ChildJvm process) {
    Matcher url = URL.matcher(process.output());
    assertThat(url.find()).isTrue();
    return url.group();
  }

  private void isReady(String at) {
    await().atMost(PATIENCE).until(() -> get(at + "/health/ready").equals("ready\n"));
  }

  /** Waits for a line that contains both. */
  private void shows(String at, String path, String begin, String part) {
    await(path + " shows " + begin + " … " + part)
        .atMost(PATIENCE)
        .until(
            () ->
                get(at + path)
                    .lines()
                    .anyMatch(line -> line.contains(begin) && line.contains(part)));
  }

  private String get(String url) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
