package io.streamweir.benchmarks.measure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One hop: the children wait for entries, connected and idle; then a full stream takes the inbox's
 * name in one step, and the clock runs until all of it stands in the next inbox and nothing is
 * pending.
 */
public final class HopDrive {
  private static final long GIVE_UP_NANOS = Duration.ofMinutes(3).toNanos();
  private static final long SETTLE_IN_MILLIS = 100; // the first read is on its way to the server

  private final Server server;
  private final Inbox inbox;

  /** Drives hops on this server. */
  public HopDrive(Server server) {
    this.server = server;
    this.inbox = new Inbox(server);
  }

  /** One turn of a child over so many entries. */
  public Map<Metric, Double> turn(Child child, int entries) throws Exception {
    return turn(List.of(child), entries);
  }

  /** One turn of several children that share the inbox. */
  public Map<Metric, Double> turn(List<Child> children, int entries) throws Exception {
    inbox.stage(entries);
    for (Child child : children) {
      child.ask("start");
    }
    TimeUnit.MILLISECONDS.sleep(SETTLE_IN_MILLIS);
    Meter meter = Meter.begin(server, children);
    inbox.open();
    await(entries);
    Map<Metric, Double> measured = meter.end(entries);
    for (Child child : children) {
      child.ask("stop");
    }
    if (inbox.arrived() != entries) {
      throw new IllegalStateException(inbox.arrived() + " of " + entries + " entries arrived");
    }
    return measured;
  }

  private void await(int entries) throws Exception {
    long deadline = System.nanoTime() + GIVE_UP_NANOS;
    while (inbox.arrived() < entries || inbox.pending() > 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "only " + inbox.arrived() + " of " + entries + " entries arrived");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }
}
