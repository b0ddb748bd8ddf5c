package io.streamweir.http.console;

import io.streamweir.client.JobClient;
import io.streamweir.client.SubmitOptions;
import io.streamweir.http.HttpApi;
import io.streamweir.http.contract.Contract;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.server.HttpServer;
import io.streamweir.http.server.ServerConfig;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.StageStatus;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A pipeline of orders on a real Redis, its workers, and the console in front of it. What becomes
 * of an order stands in its number. Closes what it opened, last first.
 */
final class World implements AutoCloseable {
  private static final Duration LEASE = Duration.ofSeconds(2);

  final RedisConfig redis;
  final RedisLink link;
  final Pipeline<Order> orders;
  final JobClient<Order> jobs;
  final Inspector inspector;
  private final Browser browser;
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private HttpServer server;

  private World(RedisConfig redis, Browser browser, int partitions) {
    this.redis = redis;
    this.browser = browser;
    this.orders = pipeline(partitions);
    this.link = keep(RedisLink.open(redis));
    this.jobs = keep(JobClient.connect(link, orders));
    this.inspector = new Inspector(link, orders);
  }

  static World on(RedisSpace space, Browser browser) throws IOException {
    return on(RedisConfig.of(space.uri()).withNamespace(space.namespace()), browser);
  }

  static World on(RedisConfig redis, Browser browser) throws IOException {
    return on(redis, browser, Authenticator.NONE, ServerConfig.defaults().at("127.0.0.1", 0));
  }

  static World on(
      RedisConfig redis, Browser browser, Authenticator authenticator, ServerConfig config)
      throws IOException {
    return serving(new World(redis, browser, 1), authenticator, config);
  }

  /** With so many partitions. */
  static World of(int partitions, RedisSpace space, Browser browser) throws IOException {
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    ServerConfig config = ServerConfig.defaults().at("127.0.0.1", 0);
    return serving(new World(redis, browser, partitions), Authenticator.NONE, config);
  }

  private static World serving(World world, Authenticator authenticator, ServerConfig config)
      throws IOException {
    try {
      world.serve(authenticator, config);
      return world;
    } catch (IOException | RuntimeException e) {
      world.close();
      throw e;
    }
  }

  private void serve(Authenticator authenticator, ServerConfig config) throws IOException {
    HttpApi api =
        keep(
            Contract.http(
                Engine.of(redis, List.of(orders)), authenticator, ApiConfig.defaults(), List.of()));
    server = keep(HttpServer.start(api.api(), config));
  }

  /** The server ends and begins again at the same port. */
  void serverRestarts(Runnable meanwhile) throws IOException {
    ServerConfig config = ServerConfig.defaults().at("127.0.0.1", server.port());
    close(opened.pop());
    close(opened.pop());
    meanwhile.run();
    serve(Authenticator.NONE, config);
  }

  private Pipeline<Order> pipeline(int partitions) {
    return Pipeline.named("orders")
        .accepts(Order.class)
        .partitions(partitions)
        .keepResults(Duration.ofHours(1))
        .stage("check", Order.class, this::check, stage -> stage.withFailure(FailurePolicy.never()))
        .stage(
            "charge", Order.class, this::charge, stage -> stage.withFailure(FailurePolicy.never()))
        .schedule(
            Schedule.cron("nightly", "0 3 * * *", ZoneId.of("Europe/Berlin"), Order.of("N-1")))
        .build();
  }

  private Outcome<Order> check(Order order, StageContext context) {
    if (order.number().startsWith("refused")) {
      return Outcome.reject("no such customer");
    }
    if (order.number().startsWith("broken")) {
      throw new IllegalArgumentException("the order has no lines");
    }
    return Outcome.forward(order);
  }

  private Outcome<Order> charge(Order order, StageContext context) throws InterruptedException {
    if (order.number().startsWith("held")) {
      context.progress(0.4, "page 4 of 10");
      gate.await();
    }
    if (order.number().startsWith("timeout") && order.cents() != 1) {
      throw new UncheckedIOException("the bank is away", new IOException("timed out"));
    }
    return Outcome.finish(order);
  }

  /** Closes it with the world. */
  <T extends AutoCloseable> T keep(T made) {
    opened.push(made);
    return made;
  }

  World withWorker(String name) {
    WorkerConfig config =
        WorkerConfig.defaults()
            .withConsumer(name)
            .withLease(LEASE)
            .withDrainTimeout(Duration.ofMillis(100));
    keep(Worker.start(link, orders, config));
    return this;
  }

  /** Lets the orders go on that are held. */
  void letGo() {
    gate.countDown();
  }

  String submit(String number) {
    return jobs.submit(Order.of(number)).jobId();
  }

  String submitLater(String number) {
    SubmitOptions later = SubmitOptions.defaults().withDelay(Duration.ofHours(1));
    return jobs.submit(Order.of(number), later).jobId();
  }

  StageStatus stage(String name) {
    return inspector.status().stream()
        .filter(stage -> stage.stage().equals(name))
        .findFirst()
        .orElseThrow();
  }

  DeadLetters dead(String stage) {
    return new DeadLetters(link, orders, stage);
  }

  String url() {
    return server.url();
  }

  /** The address of a screen of the pipeline. */
  String at(String... parts) {
    StringBuilder address = new StringBuilder(url()).append("/console/#/pipelines/orders");
    for (String part : parts) {
      address.append('/').append(URLEncoder.encode(part, StandardCharsets.UTF_8));
    }
    return address.toString();
  }

  @Override
  public void close() {
    browser.leave(); // or the page complains that the server is gone
    letGo();
    while (!opened.isEmpty()) {
      close(opened.pop());
    }
  }

  private static void close(AutoCloseable each) {
    try {
      each.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
