package io.streamweir.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What servers say of themselves by {@code INFO}. Thread-safe. */
public final class ServerInfo {
  private static final Pattern ADDRESS = Pattern.compile("//(?:.*@)?([^/?#]*)");

  private final RedisLink link;

  /** Of the servers that this link leads to. */
  public ServerInfo(RedisLink link) {
    this.link = link;
  }

  /**
   * One server, and how it is set up.
   *
   * @param address host and port; behind sentinels of the master of this moment
   * @param memoryUsed in bytes
   * @param memoryMax in bytes; 0 for no bound
   * @param memoryPolicy {@code maxmemory-policy}; empty where it does not say
   * @param clients connections of all clients
   * @param clientsMax as many as it allows
   * @param evictedKeys for want of memory, since it was started
   * @param appendsToFile whether it has {@code appendonly yes}
   * @param writesToDisk whether its last attempts to write what it holds succeeded
   * @param replicas that are connected
   * @param waitsForReplicas whether {@code min-replicas-to-write} is set
   */
  public record Node(
      String address,
      long memoryUsed,
      long memoryMax,
      String memoryPolicy,
      long clients,
      long clientsMax,
      long evictedKeys,
      boolean appendsToFile,
      boolean writesToDisk,
      long replicas,
      boolean waitsForReplicas) {
    /** How much of its memory is used, from 0 to 1 and a little beyond; 0 where it has no bound. */
    public double fullness() {
      return memoryMax == 0 ? 0 : (double) memoryUsed / memoryMax;
    }

    /** Whether it may evict keys for want of memory. */
    public boolean evicts() {
      return !memoryPolicy.isEmpty() && !memoryPolicy.equals("noeviction");
    }
  }

  /**
   * The server, or the masters of a cluster.
   *
   * @throws RedisCallException where one cannot be asked, or the user may not ask
   */
  public List<Node> nodes() {
    List<Node> nodes = new ArrayList<>();
    infos().forEach((name, info) -> nodes.add(node(name, link.await(info))));
    return nodes;
  }

  /**
   * The server, or the masters of a cluster, as far as they answer.
   *
   * @param unheard gets the address of each one that does not answer now, and why; for example of a
   *     failed master that is not replaced yet
   * @throws RedisCallException where the user may not ask
   */
  public List<Node> nodes(BiConsumer<String, RedisCallException> unheard) {
    List<Node> nodes = new ArrayList<>();
    infos()
        .forEach(
            (name, info) -> {
              try {
                nodes.add(node(name, link.await(info)));
              } catch (RedisCallException e) {
                if (!e.passing()) {
                  throw e;
                }
                unheard.accept(name, e);
              }
            });
    return nodes;
  }

  private Map<String, CompletableFuture<String>> infos() {
    Matcher address = ADDRESS.matcher(link.config().uri());
    String given = address.find() ? address.group(1) : link.config().address();
    return link.shared().infos(link.connector().master().orElse(given));
  }

  private static Node node(String address, String info) {
    return new Node(
        address,
        number(info, "used_memory"),
        number(info, "maxmemory"),
        text(info, "maxmemory_policy"),
        number(info, "connected_clients"),
        number(info, "maxclients"),
        number(info, "evicted_keys"),
        number(info, "aof_enabled") == 1,
        !text(info, "aof_last_write_status").equals("err")
            && !text(info, "rdb_last_bgsave_status").equals("err"),
        number(info, "connected_slaves"),
        !text(info, "min_slaves_good_slaves").isEmpty());
  }

  private static String text(String info, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + ":(\\S+)\\s*$").matcher(info);
    return line.find() ? line.group(1) : "";
  }

  private static long number(String info, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + ":(\\d{1,18})\\s*$").matcher(info);
    return line.find() ? Long.parseLong(line.group(1)) : 0;
  }
}
