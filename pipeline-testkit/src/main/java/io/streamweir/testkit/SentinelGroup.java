package io.streamweir.testkit;

import io.lettuce.core.RedisException;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A master, its replica and three sentinels with a quorum of two, processes on free loopback ports
 * that a test may break: kill the master and wait for the replica's promotion. Of the binary that
 * {@link ServerChoice} names. Never outlives this JVM. All methods may be called from any thread.
 */
public final class SentinelGroup implements AutoCloseable {
  /** The name under which the sentinels know the master. */
  public static final String MASTER_NAME = "main";

  private static final Duration READY = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int SENTINELS = 3;
  private static final int QUORUM = 2;

  private final Nodes admin = new Nodes();
  private final List<RedisServer> servers;
  private final List<RedisServer> sentinels;

  private SentinelGroup(List<RedisServer> servers, List<RedisServer> sentinels) {
    this.servers = servers;
    this.sentinels = sentinels;
  }

  /**
   * Starts all five and waits until the replica is in step and the sentinels know it and each
   * other. A master that does not answer for 1 s is replaced in about 2 s.
   *
   * @param config options for master and replica as on the server's command line, such as {@code
   *     "--min-replicas-to-write 1"}
   * @throws ServerStartException where one does not start or they do not find each other in 20 s
   */
  public static SentinelGroup start(String... config) {
    Path binary = ServerChoice.current().binary();
    RedisServer master = server(binary, config);
    RedisServer replica = server(binary, config);
    List<RedisServer> sentinels =
        IntStream.range(0, SENTINELS)
            .parallel()
            .<RedisServer>mapToObj(i -> ProcessServer.startSentinel(binary))
            .toList();
    SentinelGroup group = new SentinelGroup(List.of(master, replica), sentinels);
    try {
      group.join(master, replica);
      return group;
    } catch (RuntimeException e) {
      group.close();
      throw e;
    }
  }

  private static RedisServer server(Path binary, String... config) {
    List<String> options =
        Stream.concat(Stream.of("--repl-diskless-sync-delay 0"), Stream.of(config)).toList();
    return ProcessServer.start(binary, options);
  }

  private void join(RedisServer master, RedisServer replica) {
    admin.at(replica).replicaof(master.host(), master.port());
    require("replica in step", () -> inStep(replica));
    for (RedisServer sentinel : sentinels) {
      // Everything ten times as often as sentinels usually ask and tell.
      order(sentinel, "DEBUG", "info-period", "500", "publish-period", "200", "ask-period", "100");
      String port = Integer.toString(master.port());
      order(sentinel, "MONITOR", MASTER_NAME, master.host(), port, Integer.toString(QUORUM));
      order(sentinel, "SET", MASTER_NAME, "down-after-milliseconds", "1000");
      order(sentinel, "SET", MASTER_NAME, "failover-timeout", "5000");
    }
    require("sentinels that know each other", () -> sentinels.stream().allMatch(this::knowsAll));
  }

  private boolean inStep(RedisServer replica) {
    return admin.at(replica).info("replication").contains("master_link_status:up");
  }

  private boolean knowsAll(RedisServer sentinel) {
    String info = admin.at(sentinel).info("sentinel");
    return info.contains("status=ok") && info.contains("slaves=1,sentinels=" + SENTINELS);
  }

  private void order(RedisServer sentinel, String... words) {
    admin.send(sentinel, CommandType.SENTINEL, new StatusOutput<>(StringCodec.UTF8), words);
  }

  /** Returns the address as Streamweir takes it: {@code redis-sentinel://127.0.0.1:7001,…#main}. */
  public String uri() {
    return sentinels.stream()
        .map(sentinel -> sentinel.host() + ":" + sentinel.port())
        .collect(Collectors.joining(",", "redis-sentinel://", "/0#" + MASTER_NAME));
  }

  /** Returns master and replica, whatever their role is now and whether they run. */
  public List<RedisServer> servers() {
    return servers;
  }

  /** Returns the sentinels. */
  public List<RedisServer> sentinels() {
    return sentinels;
  }

  /** Returns the server that most running sentinels call the master now. */
  public RedisServer master() {
    return servers.stream()
        .filter(server -> sentinels.stream().filter(s -> names(s, server)).count() >= QUORUM)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the sentinels do not agree on a master"));
  }

  private boolean names(RedisServer sentinel, RedisServer server) {
    try {
      List<Object> address =
          admin.send(
              sentinel,
              CommandType.SENTINEL,
              new ArrayOutput<>(StringCodec.UTF8),
              "get-master-addr-by-name",
              MASTER_NAME);
      return address.contains(Integer.toString(server.port()));
    } catch (RedisException e) {
      return false;
    }
  }

  /**
   * Waits until the sentinels have promoted another server than this one and it takes writes.
   *
   * @return the new master
   * @throws IllegalStateException where none is promoted in time
   */
  public RedisServer awaitPromotion(RedisServer former, Duration patience) {
    RedisServer other = servers.get(servers.get(0).port() == former.port() ? 1 : 0);
    if (!Patience.await(patience, POLL, () -> isMaster(other))) {
      throw new IllegalStateException(
          "nobody took over from %s within %s".formatted(former, patience));
    }
    return other;
  }

  private boolean isMaster(RedisServer server) {
    return sentinels.stream().filter(sentinel -> names(sentinel, server)).count() >= QUORUM
        && admin.is(server, commands -> commands.info("replication").contains("role:master"));
  }

  /**
   * Waits until the server that is not the master follows it and is in step, as after a restart of
   * a former master.
   *
   * @throws ServerStartException where that takes longer than 20 s
   */
  public void awaitReplica() {
    require("replica in step", () -> servers.stream().anyMatch(s -> admin.is(s, c -> inStep(s))));
  }

  private void require(String what, BooleanSupplier condition) {
    if (!Patience.await(READY, POLL, condition)) {
      String output =
          Stream.concat(servers.stream(), sentinels.stream())
              .map(RedisServer::output)
              .collect(Collectors.joining("\n"));
      throw new ServerStartException("no %s within %s:%n%s".formatted(what, READY, output));
    }
  }

  /** Ends all five and deletes their data. */
  @Override
  public void close() {
    admin.close();
    sentinels.forEach(RedisServer::close);
    servers.forEach(RedisServer::close);
  }

  @Override
  public String toString() {
    return "SentinelGroup[" + uri() + "]";
  }
}
