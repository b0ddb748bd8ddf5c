package io.streamweir.inspect;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisServer;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the doctor, and a worker at its start, say of a server's settings. */
class ServerExaminationIT {
  private RedisServer server;
  private RedisClient client;
  private RedisCommands<String, String> redis;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    client = RedisClient.create(server.uri());
    redis = client.connect().sync();
    redis.configSet("appendonly", "yes");
    redis.configSet("maxmemory", "100mb");
    redis.configSet("maxmemory-policy", "noeviction");
  }

  @AfterEach
  void stop() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    server.close();
  }

  private List<Doctor.Finding> findings(String uri) {
    try (RedisLink link = RedisLink.open(RedisConfig.of(uri))) {
      return new Doctor(link, TestStage.PIPELINE, Duration.ofSeconds(10)).examine();
    }
  }

  private void assertFinds(boolean healthy, String what, String advice) {
    assertThat(findings(server.uri()))
        .filteredOn(finding -> !finding.advice().isEmpty())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.healthy()).isEqualTo(healthy);
              assertThat(finding.what()).contains(what);
              assertThat(finding.advice()).contains(advice);
            });
  }

  @Test
  void isContentWithWhatTheDocumentsWant() {
    assertThat(findings(server.uri())).allMatch(finding -> finding.advice().isEmpty());
  }

  @Test
  void findsAPolicyThatEvicts() {
    for (String policy : List.of("allkeys-lru", "volatile-ttl", "allkeys-random")) {
      redis.configSet("maxmemory-policy", policy);
      assertFinds(false, "maxmemory-policy " + policy, "maxmemory-policy noeviction");
    }
  }

  @Test
  void comparesTheLanesOfAWorkerWithTheConnectionsThatAreAllowed() {
    redis.configSet("maxclients", "1000");
    assertThat(findings(server.uri())).allMatch(finding -> finding.advice().isEmpty());
    redis.configSet("maxclients", "6"); // four lanes and one; this test has two connections
    assertFinds(true, "takes about 5: not one more fits", "raise maxclients");
    redis.configSet("maxclients", "4");
    assertFinds(false, "takes about 5: not one fits", "raise maxclients");
  }

  @Test
  void remarksWhatACrashLoses() {
    redis.configSet("appendonly", "no");
    assertFinds(true, "appendonly no", "appendonly yes");
  }

  @Test
  void findsAServerThatIsFullOrNearly() {
    redis.configSet("maxmemory", "1");
    assertFinds(false, "is full: it uses", "raise maxmemory");
    long used =
        Long.parseLong(
            redis
                .info("memory")
                .lines()
                .filter(l -> l.startsWith("used_memory:"))
                .findFirst()
                .orElseThrow()
                .substring("used_memory:".length()));
    redis.configSet("maxmemory", Long.toString(used + used / 30));
    assertFinds(true, "is nearly full: it uses", "raise maxmemory");
  }

  @Test
  void remarksThatMemoryHasNoBound() {
    redis.configSet("maxmemory", "0");
    assertFinds(true, "no maxmemory", "with headroom");
  }

  @Test
  void findsAServerThatDoesNotRunTheScripts() {
    try (RedisServer other =
        RedisServer.start(
            "--rename-command", "HINCRBY", "", "--appendonly", "yes", "--maxmemory", "100mb")) {
      assertThat(findings(other.uri()))
          .filteredOn(finding -> !finding.healthy())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.what()).contains("acl_check_cmd");
                assertThat(finding.advice()).contains("docs/operations.md");
              });
    }
  }

  @Test
  void saysSoWhereTheUserMayNotAsk() {
    redis.aclSetuser(
        "blind",
        io.lettuce.core.AclSetuserArgs.Builder.on()
            .addPassword("x")
            .allKeys()
            .allCommands()
            .removeCommand(io.lettuce.core.protocol.CommandType.INFO));
    List<Doctor.Finding> findings = findings(server.uri().replace("//", "//blind:x@"));
    assertThat(findings).allMatch(Doctor.Finding::healthy);
    assertThat(findings)
        .filteredOn(Doctor.Finding::notice)
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("may not run INFO"));
  }

  @Test
  void aWorkerWarnsAtItsStart() {
    Queue<String> warnings = new ConcurrentLinkedQueue<>();
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            warnings.add(event.getLevel() + " " + event.getFormattedMessage());
          }
        };
    await()
        .atMost(PATIENCE)
        .until(() -> LoggerFactory.getILoggerFactory() instanceof LoggerContext);
    Logger logger = (Logger) LoggerFactory.getLogger("io.streamweir.worker.EvictionCheck");
    appender.setContext(logger.getLoggerContext());
    appender.start();
    logger.addAppender(appender);
    redis.configSet("maxmemory-policy", "allkeys-lru");
    try (RedisLink link = RedisLink.open(RedisConfig.of(server.uri()))) {
      Worker.start(link, TestStage.PIPELINE).close();
    } finally {
      logger.detachAppender(appender);
    }
    String address = server.uri().substring(server.uri().indexOf("//") + 2);
    assertThat(warnings)
        .anySatisfy(
            text ->
                assertThat(text)
                    .startsWith("WARN the server " + address)
                    .contains("allkeys-lru", "noeviction"));
  }
}
