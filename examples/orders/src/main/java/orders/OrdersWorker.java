package orders;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamweir.metrics.WorkerMetrics;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A process that works on orders and serves its metrics, until SIGTERM or SIGINT ends it. */
public final class OrdersWorker {
  private OrdersWorker() {}

  /** Takes the address of Redis, such as redis://localhost:6379, and the port of the metrics. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Pipeline<Order> orders = new OrdersProvider().pipeline();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (RedisLink link = RedisLink.open(arguments[0])) {
      HttpServer metrics = serve(registry, Integer.parseInt(arguments[1]));
      WorkerConfig config = WorkerConfig.defaults().withListener(new WorkerMetrics(registry, link));
      Worker worker = Worker.start(link, orders, config);
      System.out.println("worker " + worker.consumer() + " is ready");
      worker.runUntilShutdown(); // on SIGTERM, returns when all that is in hand is settled
      metrics.stop(0);
    }
  }

  private static HttpServer serve(PrometheusMeterRegistry registry, int port) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] page = registry.scrape().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    return server;
  }
}
