package io.streamweir.cli.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.cli.pipelines.SlowPipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.worker.Worker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What a worker's probes say when its Redis is away, and when only its own connections are. */
class WorkerHealthIT {
  private static final Duration BOUND = Duration.ofSeconds(1);

  private final HttpClient http = HttpClient.newHttpClient();
  private RedisServer server;
  private TcpProxy proxy;
  private RedisLink link;
  private Worker worker;
  private MetricsExport export;
  private ProcessServer probes;

  @BeforeEach
  void open() {
    server = RedisServer.start();
    proxy = TcpProxy.to(server);
    link = RedisLink.open(impatient(proxy.uri()));
    WorkerHealth health = new WorkerHealth(impatient(server.uri()), BOUND, BOUND);
    MetricsOptions options =
        CommandLine.populateCommand(new MetricsOptions(), "--metrics-port", "0");
    export = new MetricsExport(false);
    probes = ProcessServer.metrics(options, export, health);
    answers("/health/ready", 503, "starting");
    worker = Worker.start(link, new SlowPipeline().pipeline());
    health.started(List.of(worker));
    answers("/health/ready", 200, "ready");
    answers("/health/live", 200, "alive");
  }

  @AfterEach
  void close() {
    probes.close();
    export.close();
    worker.close();
    link.close();
    proxy.close();
    server.close();
  }

  private static RedisConfig impatient(String uri) {
    return RedisConfig.of(uri).withCommandTimeout(Duration.ofSeconds(1));
  }

  @Test
  void isAliveButNotReadyWhereRedisHangs() {
    server.pause();
    answers("/health/ready", 503, "no answer from Redis for 1 s: ", "slow/0/wait");
    answers("/health/live", 200, "Redis does not answer, nor these lanes: ", "slow/0/wait");
    server.resume();
    answers("/health/ready", 200, "ready");
    answers("/health/live", 200, "alive");
  }

  @Test
  void isNotAliveWhereRedisAnswersAllButItsLanes() {
    proxy.stall();
    answers("/health/live", 503, "Redis answers, but not these lanes for 1 s: ", "slow/0/wait");
    answers("/health/ready", 503, "no answer from Redis");
    proxy.resume();
    answers("/health/live", 200, "alive");
    answers("/health/ready", 200, "ready");
  }

  /** Asks until it answers so. */
  private void answers(String path, int status, String... parts) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              HttpResponse<String> answer = get(path);
              assertThat(answer.body()).contains(parts);
              assertThat(answer.statusCode()).isEqualTo(status);
            });
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(probes.url() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
