package io.streamweir.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.redis.CommandListener;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import io.streamweir.redis.ServerInfo;
import io.streamweir.redis.ServerInfo.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * How long commands of one link take and how they fail, and what the servers say of themselves,
 * asked by {@link #refresh}. Takes the link's place for a listener. Thread-safe.
 */
public final class RedisMetrics implements CommandListener {
  private static final Logger LOG = LoggerFactory.getLogger(RedisMetrics.class);
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z_]{1,19}");
  private static final String ALL = "asking Redis about itself";
  private static final int MOST_CODES = 30; // scripts of others may answer with any word

  private final Meters meters;
  private final ServerInfo info;
  private final Map<String, Timer> commands = new ConcurrentHashMap<>();
  private final Set<String> codes = ConcurrentHashMap.newKeySet();
  private final Map<String, Optional<Node>> nodes = new ConcurrentHashMap<>(); // by address
  private final Map<String, List<Meter>> ofNodes = new ConcurrentHashMap<>();
  private String addresses = ""; // of the nodes that were found last
  private final OutageLog outages = new OutageLog(LOG, Level.WARN);

  /** Watches this link from now on. */
  public RedisMetrics(MeterRegistry registry, RedisLink link) {
    this.meters = Meters.of(registry, link);
    this.info = new ServerInfo(link);
    String open = "1 while the connection that all commands share is open and answers";
    meters.gauge(MetricNames.REDIS_CONNECTED, null, open, link, l -> l.connected() ? 1 : 0);
    link.listen(this);
  }

  @Override
  public void answered(String command, long nanos) {
    Timer known = commands.get(command);
    Timer timer = known != null ? known : commands.computeIfAbsent(command, this::timer);
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void failed(String command, RedisCallException failure) {
    meters
        .and(MetricNames.COMMAND, command)
        .and(MetricNames.CODE, bounded(failure.code()))
        .counter(MetricNames.REDIS_FAILURES, "Commands that did not end well")
        .increment();
  }

  /**
   * Asks the servers, each by itself. Never throws. One that does not answer is shown as down, and
   * has no other gauges meanwhile.
   */
  public synchronized void refresh() {
    Map<String, Optional<Node>> found = new HashMap<>();
    try {
      info.nodes((node, why) -> unheard(found, node, why))
          .forEach(node -> found.put(node.address(), Optional.of(node)));
      outages.over(ALL);
    } catch (RuntimeException | Error e) {
      outages.failed(ALL, e);
    }
    found.forEach(this::show);
    for (String gone : without(ofNodes.keySet(), found.keySet())) {
      forget(gone);
    }
    tellWhere(found.keySet().stream().sorted().collect(Collectors.joining(", ")));
  }

  /** After a failover the address is another one, and the log should say so. */
  private void tellWhere(String now) {
    if (!now.isEmpty() && !now.equals(addresses)) {
      if (!addresses.isEmpty()) {
        LOG.warn(
            "Redis is at other addresses, after a failover for instance: {}; before: {}",
            now,
            addresses);
      }
      addresses = now;
    }
  }

  private void unheard(Map<String, Optional<Node>> found, String node, RedisCallException why) {
    found.put(node, Optional.empty());
    outages.failed(asking(node), why);
  }

  private void show(String address, Optional<Node> now) {
    Optional<Node> before = nodes.put(address, now);
    if (before == null || before.isPresent() != now.isPresent()) {
      unregister(address);
      ofNodes.put(address, now.isPresent() ? register(address) : List.of(up(address)));
    }
    if (now.isPresent()) {
      outages.over(asking(address));
    }
  }

  private void forget(String address) {
    unregister(address);
    nodes.remove(address);
    outages.forget(asking(address));
  }

  private void unregister(String address) {
    List<Meter> old = ofNodes.remove(address);
    (old == null ? List.<Meter>of() : old).forEach(meters.registry()::remove);
  }

  private static List<String> without(Set<String> all, Set<String> some) {
    return all.stream().filter(each -> !some.contains(each)).toList();
  }

  private static String asking(String node) {
    return "asking Redis node " + node + " about itself";
  }

  private String bounded(String code) {
    boolean known = codes.contains(code);
    boolean fits = known || (codes.size() < MOST_CODES && CODE.matcher(code).matches());
    if (fits && !known) {
      codes.add(code);
    }
    return fits ? code : "other";
  }

  private Timer timer(String command) {
    return meters
        .and(MetricNames.COMMAND, command)
        .timer(
            MetricNames.REDIS_COMMAND,
            "From sending a command, or a script, to its answer",
            Bounds.CALL);
  }

  private Meter up(String node) {
    return meters
        .and(MetricNames.REDIS_NODE, node)
        .gauge(
            MetricNames.REDIS_NODE_UP,
            null,
            "1 where the server answered when it was last asked",
            this,
            metrics -> metrics.nodes.getOrDefault(node, Optional.empty()).isPresent() ? 1 : 0);
  }

  private List<Meter> register(String node) {
    Meters own = meters.and(MetricNames.REDIS_NODE, node);
    String memory = "Memory of the server: used, or allowed";
    String clients = "Connections of the server: open, or allowed";
    return List.of(
        up(node),
        own.gauge(MetricNames.REDIS_MEMORY_USED, "bytes", memory, this, of(node, Node::memoryUsed)),
        own.gauge(MetricNames.REDIS_MEMORY_MAX, "bytes", memory, this, of(node, Node::memoryMax)),
        own.gauge(MetricNames.REDIS_CLIENTS, null, clients, this, of(node, Node::clients)),
        own.gauge(MetricNames.REDIS_CLIENTS_MAX, null, clients, this, of(node, Node::clientsMax)),
        own.gauge(
            MetricNames.REDIS_PERSISTING,
            null,
            "1 while the last attempts to write what it holds to disk succeeded",
            this,
            of(node, server -> server.writesToDisk() ? 1 : 0)),
        own.gauge(
            MetricNames.REDIS_REPLICAS,
            null,
            "Replicas that are connected",
            this,
            of(node, Node::replicas)),
        own.counter(
            MetricNames.REDIS_EVICTED,
            "Keys evicted for want of memory",
            this,
            of(node, Node::evictedKeys)));
  }

  private static ToDoubleFunction<RedisMetrics> of(String node, ToDoubleFunction<Node> value) {
    return metrics ->
        metrics
            .nodes
            .getOrDefault(node, Optional.empty())
            .map(value::applyAsDouble)
            .orElse(Double.NaN);
  }
}
