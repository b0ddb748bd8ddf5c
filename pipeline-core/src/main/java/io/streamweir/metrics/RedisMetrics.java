package io.streamweir.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.redis.CommandListener;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import io.streamweir.redis.ServerInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
  private static final int MOST_CODES = 30; // scripts of others may answer with any word

  private final MeterRegistry registry;
  private final Tags tags;
  private final ServerInfo info;
  private final Map<String, Timer> commands = new ConcurrentHashMap<>();
  private final Set<String> codes = ConcurrentHashMap.newKeySet();
  private final Map<String, ServerInfo.Node> nodes = new ConcurrentHashMap<>();
  private final Map<String, List<Meter>> meters = new ConcurrentHashMap<>();
  private final OutageLog outages = new OutageLog(LOG, Level.INFO);

  /** Watches this link from now on. */
  public RedisMetrics(MeterRegistry registry, RedisLink link) {
    this.registry = registry;
    this.tags = Tags.of(MetricNames.NAMESPACE, link.config().namespace());
    this.info = new ServerInfo(link);
    Gauge.builder(MetricNames.REDIS_CONNECTED, link, l -> l.connected() ? 1 : 0)
        .description("1 while the connection that all commands share is open")
        .tags(tags)
        .strongReference(true)
        .register(registry);
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
    Counter.builder(MetricNames.REDIS_FAILURES)
        .description("Commands that did not end well")
        .tags(tags.and(MetricNames.COMMAND, command, MetricNames.CODE, bounded(failure.code())))
        .register(registry)
        .increment();
  }

  /** Asks the servers. Never throws; what cannot be asked has no gauges. */
  public synchronized void refresh() {
    Map<String, ServerInfo.Node> found = new ConcurrentHashMap<>();
    try {
      info.nodes().forEach(node -> found.put(node.address(), node));
      outages.over(what());
    } catch (RuntimeException | Error e) {
      outages.failed(what(), e);
    }
    nodes.keySet().retainAll(found.keySet());
    nodes.putAll(found);
    found.keySet().forEach(node -> meters.computeIfAbsent(node, this::register));
    List<String> gone = meters.keySet().stream().filter(node -> !found.containsKey(node)).toList();
    for (String node : gone) {
      List<Meter> old = meters.remove(node);
      (old == null ? List.<Meter>of() : old).forEach(registry::remove);
    }
  }

  private String what() {
    return "asking Redis about itself";
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
    return Timer.builder(MetricNames.REDIS_COMMAND)
        .description("From sending a command, or a script, to its answer")
        .serviceLevelObjectives(Bounds.CALL.durations())
        .tags(tags.and(MetricNames.COMMAND, command))
        .register(registry);
  }

  private List<Meter> register(String node) {
    Tags own = tags.and(MetricNames.NODE, node);
    return List.of(
        memory(MetricNames.REDIS_MEMORY_USED, own, node, ServerInfo.Node::memoryUsed),
        memory(MetricNames.REDIS_MEMORY_MAX, own, node, ServerInfo.Node::memoryMax),
        clients(MetricNames.REDIS_CLIENTS, own, node, ServerInfo.Node::clients),
        clients(MetricNames.REDIS_CLIENTS_MAX, own, node, ServerInfo.Node::clientsMax),
        FunctionCounter.builder(
                MetricNames.REDIS_EVICTED, this, m -> m.value(node, ServerInfo.Node::evictedKeys))
            .description("Keys evicted for want of memory")
            .tags(own)
            .register(registry));
  }

  private Meter memory(
      String name, Tags own, String node, ToDoubleFunction<ServerInfo.Node> value) {
    return gauge(name, "bytes", "Memory of the server: used, or allowed", own, node, value);
  }

  private Meter clients(
      String name, Tags own, String node, ToDoubleFunction<ServerInfo.Node> value) {
    return gauge(name, null, "Connections of the server: open, or allowed", own, node, value);
  }

  private Meter gauge(
      String name,
      @Nullable String unit,
      String help,
      Tags own,
      String node,
      ToDoubleFunction<ServerInfo.Node> value) {
    return Gauge.builder(name, this, metrics -> metrics.value(node, value))
        .description(help)
        .baseUnit(unit)
        .tags(own)
        .strongReference(true)
        .register(registry);
  }

  private double value(String node, ToDoubleFunction<ServerInfo.Node> value) {
    ServerInfo.Node last = nodes.get(node);
    return last == null ? Double.NaN : value.applyAsDouble(last);
  }
}
