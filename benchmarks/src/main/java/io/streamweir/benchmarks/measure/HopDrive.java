package io.streamweir.benchmarks.measure;

import io.lettuce.core.CopyArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.benchmarks.contestants.Names;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One hop: the child waits for entries, connected and idle; then a full stream takes the inbox's name
 * in one step, and the clock runs until all of it stands in the next inbox and nothing is pending.
 */
public final class HopDrive {
  private static final String TEMPLATE = Names.key(Names.PIPELINE, "template:");
  private static final String STAGED = Names.key(Names.PIPELINE, "staged");
  private static final String INBOX = Names.inbox("hop");
  private static final String OUT = Names.inbox("sink");
  private static final long GIVE_UP_NANOS = Duration.ofMinutes(3).toNanos();

  private final Server server;

  /** Drives hops on this server. */
  public HopDrive(Server server) {
    this.server = server;
  }

  /** One turn of a child over so many entries. */
  public Map<Metric, Double> turn(Child child, int entries) throws Exception {
    String template = template(entries);
    RedisCommands<String, byte[]> redis = server.commands();
    redis.del(INBOX, OUT, STAGED);
    redis.xgroupCreate(
        io.lettuce.core.XReadArgs.StreamOffset.from(INBOX, "0-0"),
        Names.GROUP,
        io.lettuce.core.XGroupCreateArgs.Builder.mkstream());
    redis.copy(template, STAGED, CopyArgs.Builder.replace(true));
    child.ask("start");
    TimeUnit.MILLISECONDS.sleep(100); // the first read is on its way to the server
    Meter meter = Meter.begin(server, child);
    redis.rename(STAGED, INBOX);
    await(entries);
    Map<Metric, Double> measured = meter.end(entries);
    child.ask("stop");
    check(entries);
    return measured;
  }

  /** A stream of so many entries that turns make copies of. */
  private String template(int entries) throws Exception {
    String template = TEMPLATE + entries;
    if (server.commands().exists(template) == 0) {
      try (Filler filler = new Filler(server)) {
        filler.create(template, entries);
      }
    }
    return template;
  }

  private void await(int entries) throws Exception {
    RedisCommands<String, byte[]> redis = server.commands();
    long deadline = System.nanoTime() + GIVE_UP_NANOS;
    while (redis.xlen(OUT) < entries || redis.xpending(INBOX, Names.GROUP).getCount() > 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "only " + redis.xlen(OUT) + " of " + entries + " entries arrived");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  private void check(int entries) {
    long arrived = server.commands().xlen(OUT);
    if (arrived != entries) {
      throw new IllegalStateException(arrived + " of " + entries + " entries arrived");
    }
    List<Object> groups = server.commands().xinfoGroups(INBOX);
    if (groups.isEmpty()) {
      throw new IllegalStateException("the inbox has lost its group");
    }
  }
}
