package io.streamweir.cli.demo;

import io.streamweir.cli.session.Session;
import io.streamweir.client.JobClient;
import io.streamweir.http.HttpApi;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.server.HttpServer;
import io.streamweir.http.server.ServerConfig;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.StageStatus;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A shop under a steady load, to be looked at in the console until somebody interrupts it. Used
 * once.
 */
final class Showcase {
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final long STEP_MILLIS = 250;
  private static final int ENOUGH_WAITING = 2_500;
  private static final int FAST = 8;
  private static final int SLOW = 2;
  private static final int WHOLESALE_EACH = 900;
  private static final int WHOLESALE = 2_500;

  private final Session session;
  private final Cleanup cleanup;
  private final RedisConfig redis;
  private final Pipeline<Shop.Order> shop = Shop.pipeline();
  private long number;

  Showcase(Session session, Cleanup cleanup, RedisConfig redis) {
    this.session = session;
    this.cleanup = cleanup;
    this.redis = redis;
  }

  /** Starts the workers and the console, and submits orders until the thread is interrupted. */
  void run(int workers) throws IOException, InterruptedException {
    RedisLink link = session.openLink(redis);
    cleanup.later(link::close);
    for (int i = 1; i <= workers; i++) {
      WorkerConfig config =
          WorkerConfig.defaults()
              .withConsumer("demo-worker-" + i)
              .withLease(LEASE)
              .withDrainTimeout(Duration.ofSeconds(1));
      Worker worker = Worker.start(link, shop, config);
      cleanup.later(worker::close);
    }
    session.out().line("console at " + serve() + "/console/");
    session.err().line("Ctrl-C ends everything that was started.");
    JobClient<Shop.Order> client = JobClient.connect(link, shop);
    cleanup.later(client::close);
    submit(client, new Inspector(link, shop));
  }

  private String serve() throws IOException {
    HttpApi api = HttpApi.of(Engine.of(redis, List.of(shop)));
    cleanup.later(api::close);
    api.begin();
    HttpServer server = HttpServer.start(api.api(), ServerConfig.defaults().at("127.0.0.1", 0));
    cleanup.later(server::close);
    return server.url();
  }

  /** As many as keep the slow stage busy, so that it is behind and yet never full. */
  private void submit(JobClient<Shop.Order> client, Inspector inspector)
      throws InterruptedException {
    while (true) {
      try {
        long waiting =
            inspector.status().stream()
                .filter(stage -> stage.stage().equals("charge"))
                .mapToLong(StageStatus::backlog)
                .sum();
        for (int i = 0; i < (waiting < ENOUGH_WAITING ? FAST : SLOW); i++) {
          number++;
          boolean wholesale = number % WHOLESALE_EACH == 20;
          client.submit(Shop.sample(number, wholesale ? WHOLESALE : 1 + (int) (number % 4)));
        }
      } catch (RedisCallException e) {
        if (!cleanup.begun()) {
          session.warn(e.getMessage() + "; the load goes on when Redis answers again");
        }
      }
      TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
    }
  }
}
