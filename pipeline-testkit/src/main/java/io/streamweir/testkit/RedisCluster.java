package io.streamweir.testkit;

import io.lettuce.core.MigrateArgs;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Redis Cluster of processes on free loopback ports that a test may break: kill a master ({@link
 * RedisServer#kill}) and wait for its replica's promotion, start a node again, move slots under
 * load. Of the binary that {@link ServerChoice} names. Never outlives this JVM. All methods may be
 * called from any thread, but one slot is moved at a time.
 */
public final class RedisCluster implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int SLOTS = SlotHash.SLOT_COUNT;
  private static final int MIGRATE_TIMEOUT_MILLIS = 5_000;
  private static final int KEYS_AT_ONCE = 10;

  private final Nodes admin = new Nodes();
  private final List<Member> members;
  private final String scheme;

  /** A node and the port of its side of the cluster bus. */
  private record Member(Node node, int busPort) {
    RedisServer server() {
      return node.server();
    }
  }

  private RedisCluster(List<Member> members, String scheme) {
    this.members = members;
    this.scheme = scheme;
  }

  /**
   * Starts a cluster and waits until every node calls it healthy and every replica is in step. A
   * master that does not answer for 1 s counts as failed and is replaced in about 2 s.
   *
   * @param masters how many share the slots, at least 3
   * @param replicas how many replicas each master has
   * @param config options for all nodes as on the server's command line, such as {@code
   *     "--appendonly yes"}
   * @throws ServerStartException where a node does not start or the cluster is not healthy in 30 s
   */
  public static RedisCluster start(int masters, int replicas, String... config) {
    return start(null, masters, replicas, config);
  }

  /** Starts one whose nodes speak TLS with clients and with each other; else the same. */
  public static RedisCluster startWithTls(
      NodeTls tls, int masters, int replicas, String... config) {
    return start(tls, masters, replicas, config);
  }

  private static RedisCluster start(
      @Nullable NodeTls tls, int masters, int replicas, String... config) {
    List<Member> members =
        IntStream.range(0, masters * (1 + replicas))
            .parallel()
            .mapToObj(i -> member(tls, List.of(config)))
            .toList();
    RedisCluster cluster = new RedisCluster(members, tls == null ? "redis" : "rediss");
    try {
      cluster.join(masters);
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static Member member(@Nullable NodeTls tls, List<String> config) {
    int busPort = FreePort.next();
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--cluster-enabled yes", "--cluster-node-timeout 1000"));
    options.addAll(List.of("--cluster-port " + busPort, "--cluster-replica-validity-factor 0"));
    options.addAll(List.of("--cluster-allow-replica-migration no", "--repl-diskless-sync-delay 0"));
    if (tls != null) {
      options.add("--tls-cluster yes");
    }
    options.addAll(config);
    return new Member(Node.start(ServerChoice.current().binary(), tls, options), busPort);
  }

  private void join(int masters) {
    for (int i = 0; i < members.size(); i++) {
      RedisCommands<String, String> node = admin.at(members.get(i).server());
      node.clusterSetConfigEpoch(i + 1L);
      if (i < masters) {
        int[] slots = IntStream.range(SLOTS * i / masters, SLOTS * (i + 1) / masters).toArray();
        node.clusterAddSlots(slots);
      }
      meet(members.get(i).server(), members.get(0));
    }
    String known = "cluster_known_nodes:" + members.size() + "\r";
    require("nodes that know each other", () -> all(known));
    for (int i = masters; i < members.size(); i++) {
      String master = idOf(members.get(i % masters).server());
      admin.at(members.get(i).server()).clusterReplicate(master);
    }
    awaitHealthy();
  }

  private void meet(RedisServer from, Member to) {
    admin.send(
        from,
        CommandType.CLUSTER,
        new StatusOutput<>(StringCodec.UTF8),
        "MEET",
        to.node().host(),
        Integer.toString(to.node().port()),
        Integer.toString(to.busPort()));
  }

  /** Returns the address as Streamweir takes it: {@code redis-cluster://127.0.0.1:7001,…}. */
  public String uri() {
    return members.stream()
        .map(member -> member.node().address())
        .collect(Collectors.joining(",", scheme + "-cluster://", ""));
  }

  /** Returns all nodes, whatever their role and whether they run. */
  public List<RedisServer> nodes() {
    return members.stream().map(Member::server).toList();
  }

  /** Returns the running nodes that are masters now, by what they say of themselves. */
  public List<RedisServer> masters() {
    return running().filter(node -> admin.is(node, RedisCluster::isMaster)).toList();
  }

  /** Returns the slot of a key. */
  public static int slotOf(String key) {
    return SlotHash.getSlot(key);
  }

  /**
   * Returns the running master that serves the slot.
   *
   * @throws IllegalStateException where none does
   */
  public RedisServer masterOf(int slot) {
    return findMasterOf(slot)
        .orElseThrow(() -> new IllegalStateException("nobody serves slot " + slot));
  }

  private Optional<RedisServer> findMasterOf(int slot) {
    return running().filter(node -> admin.is(node, commands -> serves(commands, slot))).findFirst();
  }

  private static boolean serves(RedisCommands<String, String> commands, int slot) {
    return isMaster(commands)
        && ClusterNodes.parse(commands.clusterNodes()).anyMatch(n -> n.myself() && n.serves(slot));
  }

  /**
   * Waits until another node than this one serves the slot.
   *
   * @return the new master
   * @throws IllegalStateException where none does in time
   */
  public RedisServer awaitPromotion(int slot, RedisServer former, Duration patience) {
    if (!Patience.await(patience, POLL, () -> promoted(slot, former).isPresent())) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "nobody took slot %d over from %s within %s", slot, former, patience));
    }
    return promoted(slot, former).orElseThrow();
  }

  private Optional<RedisServer> promoted(int slot, RedisServer former) {
    return findMasterOf(slot).filter(master -> master.port() != former.port());
  }

  /**
   * Waits until every running node calls the cluster healthy, they agree on who serves which slot,
   * and every running replica is in step with its master.
   *
   * @throws ServerStartException where that takes longer than 30 s
   */
  public void awaitHealthy() {
    require("agreement", () -> all("cluster_state:ok\r") && agreed() && inStep());
  }

  private boolean all(String sign) {
    return running().allMatch(node -> admin.is(node, c -> c.clusterInfo().contains(sign)));
  }

  private boolean agreed() {
    return running()
            .map(node -> ClusterNodes.owners(admin.at(node).clusterNodes()))
            .distinct()
            .count()
        == 1;
  }

  private boolean inStep() {
    return running()
        .map(node -> admin.at(node).info("replication"))
        .filter(info -> info.contains("role:slave"))
        .allMatch(info -> info.contains("master_link_status:up"));
  }

  private void require(String what, BooleanSupplier condition) {
    boolean met =
        Patience.await(
            Patience.PATIENCE,
            POLL,
            () -> {
              try {
                return condition.getAsBoolean();
              } catch (RedisException e) {
                return false;
              }
            });
    if (!met) {
      String output = nodes().stream().map(RedisServer::output).collect(Collectors.joining("\n"));
      throw new ServerStartException(
          String.format(Locale.ROOT, "no %s within %s:%n%s", what, Patience.PATIENCE, output));
    }
  }

  /**
   * Moves a slot with all its keys to another master while clients use it, as resharding does: its
   * keys go in small groups, and while they do clients are asked to ask elsewhere or to try again.
   *
   * @throws IllegalArgumentException where the target serves it already
   */
  public void moveSlot(int slot, RedisServer target) {
    beginMove(slot, target);
    finishMove(slot, target);
  }

  /**
   * Opens the slot at both ends and moves nothing yet; until {@link #finishMove} clients live with
   * a slot that is half here and half there.
   */
  public void beginMove(int slot, RedisServer target) {
    RedisServer source = masterOf(slot);
    if (source.port() == target.port()) {
      throw new IllegalArgumentException(target + " serves slot " + slot + " already");
    }
    admin.at(target).clusterSetSlotImporting(slot, idOf(source));
    admin.at(source).clusterSetSlotMigrating(slot, idOf(target));
  }

  /** Moves the keys of an open slot and gives it to its new master. */
  public void finishMove(int slot, RedisServer target) {
    RedisServer source = masterOf(slot);
    RedisCommands<String, String> from = admin.at(source);
    for (List<String> keys = from.clusterGetKeysInSlot(slot, KEYS_AT_ONCE);
        !keys.isEmpty();
        keys = from.clusterGetKeysInSlot(slot, KEYS_AT_ONCE)) {
      MigrateArgs<String> args = MigrateArgs.Builder.keys(keys).replace();
      from.migrate(target.host(), portForPeers(target), 0, MIGRATE_TIMEOUT_MILLIS, args);
    }
    String owner = idOf(target);
    admin.at(target).clusterSetSlotNode(slot, owner);
    from.clusterSetSlotNode(slot, owner);
    masters().forEach(master -> admin.at(master).clusterSetSlotNode(slot, owner));
  }

  private int portForPeers(RedisServer server) {
    return members.stream()
        .map(Member::node)
        .filter(node -> node.server().equals(server))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(server + " is not of this cluster"))
        .port();
  }

  private String idOf(RedisServer node) {
    return admin.at(node).clusterMyId();
  }

  private static boolean isMaster(RedisCommands<String, String> commands) {
    return commands.info("replication").contains("role:master");
  }

  private Stream<RedisServer> running() {
    return nodes().stream().filter(node -> node.pid().isPresent());
  }

  /** Ends all nodes and deletes their data. */
  @Override
  public void close() {
    admin.close();
    nodes().forEach(RedisServer::close);
  }

  @Override
  public String toString() {
    return "RedisCluster[" + uri() + "]";
  }
}
