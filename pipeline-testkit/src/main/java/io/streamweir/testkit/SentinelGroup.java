package io.streamweir.testkit;

import io.lettuce.core.RedisException;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A master, its replica and three sentinels with a quorum of two, processes on free loopback ports
 * that a test may break: kill the master and wait for the replica's promotion. Of the binary that
 * {@link ServerChoice} names. Never outlives this JVM. All methods may be called from any thread.
 */
public final class SentinelGroup implements AutoCloseable {
  /** The name under which the sentinels know the master. */
  public static final String MASTER_NAME = "main";

  private static final Duration POLL = Duration.ofMillis(20);
  private static final int SENTINELS = 3;
  private static final int QUORUM = 2;

  private final Nodes admin = new Nodes();
  private final List<Node> servers;
  private final List<Node> sentinels;
  private final String scheme;

  private SentinelGroup(List<Node> servers, List<Node> sentinels, String scheme) {
    this.servers = servers;
    this.sentinels = sentinels;
    this.scheme = scheme;
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
    return start(null, config);
  }

  /** Starts five that speak TLS with clients and with each other; else the same. */
  public static SentinelGroup startWithTls(NodeTls tls, String... config) {
    return start(tls, config);
  }

  private static SentinelGroup start(@Nullable NodeTls tls, String... config) {
    Path binary = ServerChoice.current().binary();
    List<String> options =
        Stream.concat(Stream.of("--repl-diskless-sync-delay 0"), Stream.of(config)).toList();
    Node master = Node.start(binary, tls, options);
    Node replica = Node.start(binary, tls, options);
    List<Node> sentinels =
        IntStream.range(0, SENTINELS)
            .parallel()
            .mapToObj(i -> Node.startSentinel(binary, tls))
            .toList();
    SentinelGroup group =
        new SentinelGroup(List.of(master, replica), sentinels, tls == null ? "redis" : "rediss");
    try {
      group.join(master, replica.server());
      return group;
    } catch (RuntimeException e) {
      group.close();
      throw e;
    }
  }

  private void join(Node master, RedisServer replica) {
    admin.at(replica).replicaof(master.host(), master.port());
    require("replica in step", () -> inStep(replica));
    for (RedisServer sentinel : sentinels()) {
      // Everything ten times as often as sentinels usually ask and tell.
      order(sentinel, "DEBUG", "info-period", "500", "publish-period", "200", "ask-period", "100");
      String port = Integer.toString(master.port());
      order(sentinel, "MONITOR", MASTER_NAME, master.host(), port, Integer.toString(QUORUM));
      order(sentinel, "SET", MASTER_NAME, "down-after-milliseconds", "1000");
      order(sentinel, "SET", MASTER_NAME, "failover-timeout", "5000");
    }
    require("sentinels that know each other", () -> sentinels().stream().allMatch(this::knowsAll));
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
        .map(Node::address)
        .collect(Collectors.joining(",", scheme + "-sentinel://", "/0#" + MASTER_NAME));
  }

  /** Returns master and replica, whatever their role is now and whether they run. */
  public List<RedisServer> servers() {
    return servers.stream().map(Node::server).toList();
  }

  /** Returns the sentinels. */
  public List<RedisServer> sentinels() {
    return sentinels.stream().map(Node::server).toList();
  }

  /** Returns the server that most running sentinels call the master now. */
  public RedisServer master() {
    return servers.stream()
        .filter(this::isNamed)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the sentinels do not agree on a master"))
        .server();
  }

  private boolean isNamed(Node server) {
    return named().filter(port -> port == server.port()).count() >= QUORUM;
  }

  private boolean isNamedByAll(Node server) {
    return isNamed(server) && named().allMatch(port -> port == server.port());
  }

  /** The port of the master, as each sentinel has it that answers and knows one. */
  private Stream<Integer> named() {
    return sentinels().stream().map(this::namedBy).flatMap(Optional::stream);
  }

  private Optional<Integer> namedBy(RedisServer sentinel) {
    try {
      List<Object> address =
          admin.send(
              sentinel,
              CommandType.SENTINEL,
              new ArrayOutput<>(StringCodec.UTF8),
              "get-master-addr-by-name",
              MASTER_NAME);
      return address.stream().skip(1).findFirst().map(port -> Integer.valueOf(port.toString()));
    } catch (RedisException e) {
      return Optional.empty();
    }
  }

  /**
   * Waits until the sentinels have promoted another server than this one and it takes writes. All
   * that answer must have heard of it: if the former master came back without its data, a sentinel
   * that has not heard would make the new one its replica, and so empty it.
   *
   * @return the new master
   * @throws IllegalStateException where none is promoted in time
   */
  public RedisServer awaitPromotion(RedisServer former, Duration patience) {
    Node other = servers.get(servers.get(0).server().equals(former) ? 1 : 0);
    if (!Patience.await(patience, POLL, () -> isMaster(other))) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "nobody took over from %s within %s", former, patience));
    }
    return other.server();
  }

  private boolean isMaster(Node node) {
    return isNamedByAll(node)
        && admin.is(node.server(), c -> c.info("replication").contains("role:master"));
  }

  /**
   * Waits until the server that is not the master follows it and is in step, as after a restart of
   * a former master.
   *
   * @throws ServerStartException where that takes longer than 20 s
   */
  public void awaitReplica() {
    require("replica in step", () -> servers().stream().anyMatch(s -> admin.is(s, c -> inStep(s))));
  }

  private void require(String what, BooleanSupplier condition) {
    if (!Patience.await(Patience.PATIENCE, POLL, condition)) {
      String output =
          Stream.concat(servers().stream(), sentinels().stream())
              .map(RedisServer::output)
              .collect(Collectors.joining("\n"));
      throw new ServerStartException(
          String.format(Locale.ROOT, "no %s within %s:%n%s", what, Patience.PATIENCE, output));
    }
  }

  /** Ends all five and deletes their data. */
  @Override
  public void close() {
    admin.close();
    sentinels().forEach(RedisServer::close);
    servers().forEach(RedisServer::close);
  }

  @Override
  public String toString() {
    return "SentinelGroup[" + uri() + "]";
  }
}
