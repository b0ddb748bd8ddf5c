package io.streamweir.client;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many jobs that one caller submits arrive in their order, whatever the server does meanwhile. */
@WithRedis
class SubmitOrderIT {
  private static final int JOBS = 10_000;

  private final List<String> texts =
      IntStream.range(0, JOBS).mapToObj(number -> "n-" + number).toList();

  private static Pipeline<Text> pipeline(UnaryOperator<StageConfig> config) {
    return Pipeline.named("submits")
        .accepts(Text.class)
        .keyedBy(text -> "all")
        .stage("work", Text.class, (text, context) -> Outcome.finish(text), config)
        .build();
  }

  private static Pipeline<Text> plain() {
    return pipeline(config -> config);
  }

  private static Pipeline<Text> ordered() {
    return pipeline(StageConfig::withOrder);
  }

  private void expectAllInOrder(Rig rig) {
    expectInOrder(rig, texts);
  }

  private static void expectInOrder(Rig rig, List<String> texts) {
    List<String> arrived =
        rig.redis.xrange(rig.keys.inbox("work"), Range.unbounded()).stream()
            .map(message -> message.getBody().get("p"))
            .map(payload -> payload.substring(payload.indexOf("n-")))
            .toList();
    assertThat(arrived).hasSameSizeAs(texts);
    assertThat(arrived.equals(texts)).as("same order").isTrue();
  }

  /** Submits while something else happens again and again. */
  private void submitWhile(Rig rig, Runnable meanwhile) {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> happening =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                meanwhile.run();
              }
            });
    try {
      rig.submitAll(texts);
    } finally {
      over.set(true);
      happening.join();
    }
    expectAllInOrder(rig);
  }

  /** Between the first call, which finds no script, and the second, which has been sent. */
  @Test
  void keepsTheOrderWhereAnotherClientBringsTheScript() throws Exception {
    try (RedisServer server = RedisServer.start(); // which loses scripts of nobody else
        TcpProxy proxy = TcpProxy.to(server);
        Rig rig = Rig.on(server, plain());
        Rig other = Rig.on(server, EchoPipeline.plain())) {
      JobClient<Text> jobs = rig.keep(JobClient.connect(rig.linkTo(proxy), rig.pipeline));
      other.jobs();
      List<String> large = IntStream.range(0, 200).mapToObj(SubmitOrderIT::large).toList();
      long before = refused(rig, "NOSCRIPT");
      CompletableFuture<Void> brought =
          proxy.afterNext(
              TcpProxy.containing("n-63").or(TcpProxy.containing("n-64")),
              () -> {
                until(() -> refused(rig, "NOSCRIPT") > before);
                other.submit("x");
              });
      jobs.submitAll(large.stream().map(Text::new).toList());
      brought.join();
      expectInOrder(rig, large.stream().map(text -> text.substring(3_000)).toList());
    }
  }

  /** So large that no two calls are one chunk of the proxy; its end tells it from others. */
  private static String large(int number) {
    return ".".repeat(3_000) + "n-" + number;
  }

  @Test
  void keepsTheOrderOfKeysWhileTheServerForgetsScriptsAndOthersBringThem() throws Exception {
    try (RedisServer server = RedisServer.start();
        Rig rig = Rig.on(server, ordered());
        Rig other = Rig.on(server, EchoPipeline.plain())) {
      submitWhile(
          rig,
          () -> {
            rig.redis.scriptFlush();
            other.submit("x");
          });
    }
  }

  @Test
  void keepsTheOrderOfKeysWhileTheServerRefusesSome() throws Exception {
    try (RedisServer server = RedisServer.start();
        Rig rig = Rig.on(server, ordered())) {
      rig.jobs();
      submitWhile(
          rig,
          () -> {
            rig.redis.configSet("maxmemory", "1");
            rig.redis.configSet("maxmemory", "0");
          });
    }
  }

  @Test
  void keepsTheOrderOfWhatIsRefusedTogether() throws Exception {
    try (RedisServer server = RedisServer.start();
        TcpProxy proxy = TcpProxy.to(server);
        Rig rig = Rig.on(server, plain())) {
      JobClient<Text> jobs = rig.keep(JobClient.connect(rig.linkTo(proxy), rig.pipeline));
      jobs.submit(new Text(texts.get(0))); // so that several go at once
      proxy.stall();
      CompletableFuture<List<Receipt>> rest =
          CompletableFuture.supplyAsync(
              () -> jobs.submitAll(texts.stream().skip(1).map(Text::new).toList()));
      rig.redis.configSet("maxmemory", "1");
      proxy.resume();
      until(() -> refused(rig, "OOM") > Appender.MAX_IN_FLIGHT); // each of them, and one again
      rig.redis.configSet("maxmemory", "0");
      rest.join();
      expectAllInOrder(rig);
    }
  }

  private static long refused(Rig rig, String code) {
    return rig.redis
        .info("errorstats")
        .lines()
        .filter(line -> line.startsWith("errorstat_" + code + ":count="))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1)))
        .sum();
  }
}
