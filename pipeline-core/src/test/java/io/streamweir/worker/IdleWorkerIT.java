package io.streamweir.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Outcome;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import io.streamweir.worker.IdleWorkerMain.Kind;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IdleWorkerIT {
  private static final int PARTITIONS = 64;
  private static final int MOST_CONNECTIONS = 6;

  private static ChildJvm child(RedisServer server, int partitions, Kind kind) {
    return ChildJvm.start(
        IdleWorkerMain.class, server.uri(), "sw", Integer.toString(partitions), kind.name());
  }

  private static Rig rig(RedisServer server, int partitions, Kind kind) {
    return Rig.on(
        server, IdleWorkerMain.pipeline(partitions, kind, (text, context) -> Outcome.drop()));
  }

  /** Connections that are not the rig's own link. */
  private static long connections(Rig rig) {
    return rig.redis.clientList().lines().filter(line -> line.contains("name=streamweir")).count()
        - 1;
  }

  private static Map<String, String> done(Rig rig, int partitions) {
    return Keys.partitions(rig.link, rig.pipeline.name(), partitions).stream()
        .flatMap(keys -> rig.redis.hgetall(keys.state("done")).entrySet().stream())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void holdsFewConnectionsAndThreadsHoweverManyLanesItHas(Kind kind) throws Exception {
    try (RedisServer server = RedisServer.start();
        Rig rig = rig(server, PARTITIONS, kind);
        ChildJvm jvm = child(server, PARTITIONS, kind)) {
      jvm.awaitOutput(IdleWorkerMain.CALM, PATIENCE);
      until(() -> connections(rig) <= MOST_CONNECTIONS);
      rig.submitNumbers(200);
      until(() -> done(rig, PARTITIONS).size() == 200);
      assertThat(done(rig, PARTITIONS).values()).containsOnly("1");
      until(() -> connections(rig) <= MOST_CONNECTIONS);
      jvm.terminate();
      assertThat(jvm.awaitExit(PATIENCE)).isPresent();
    }
  }

  @Test
  void losesNothingThatItsRestingLanesWereGivenWhereItIsKilled() throws Exception {
    int partitions = 16;
    Set<String> texts =
        IntStream.range(0, 60).mapToObj(i -> "hang " + i).collect(Collectors.toSet());
    try (RedisServer server = RedisServer.start();
        Rig rig = rig(server, partitions, Kind.PLAIN)) {
      try (ChildJvm jvm = child(server, partitions, Kind.PLAIN)) {
        jvm.awaitOutput(IdleWorkerMain.CALM, PATIENCE);
        rig.submitAll(texts.stream().toList());
        until(() -> pendingAtTheEnd(rig, partitions) > 10);
        jvm.kill();
      }
      rig.worker();
      until(() -> done(rig, partitions).keySet().equals(texts));
      assertThat(done(rig, partitions).values()).containsOnly("1");
    }
  }

  private static long pendingAtTheEnd(Rig rig, int partitions) {
    return Keys.partitions(rig.link, rig.pipeline.name(), partitions).stream()
        .filter(keys -> rig.redis.exists(keys.inbox("last")) > 0)
        .mapToLong(keys -> rig.redis.xpending(keys.inbox("last"), Keys.GROUP).getCount())
        .sum();
  }
}
