package io.streamweir.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
   * One server.
   *
   * @param address host and port
   * @param memoryUsed in bytes
   * @param memoryMax in bytes; 0 for no bound
   * @param clients connections of all clients
   * @param clientsMax as many as it allows
   * @param evictedKeys for want of memory, since it was started
   */
  public record Node(
      String address,
      long memoryUsed,
      long memoryMax,
      long clients,
      long clientsMax,
      long evictedKeys) {}

  /**
   * The server, or the masters of a cluster.
   *
   * @throws RedisCallException where one cannot be asked, or the user may not ask
   */
  public List<Node> nodes() {
    Matcher address = ADDRESS.matcher(link.config().uri());
    String only = address.find() ? address.group(1) : link.config().address();
    Map<String, CompletableFuture<String>> infos = link.shared().infos(only);
    List<Node> nodes = new ArrayList<>();
    infos.forEach((name, info) -> nodes.add(node(name, link.await(info))));
    return nodes;
  }

  private static Node node(String address, String info) {
    return new Node(
        address,
        number(info, "used_memory"),
        number(info, "maxmemory"),
        number(info, "connected_clients"),
        number(info, "maxclients"),
        number(info, "evicted_keys"));
  }

  private static long number(String info, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + ":(\\d{1,18})\\s*$").matcher(info);
    return line.find() ? Long.parseLong(line.group(1)) : 0;
  }
}
