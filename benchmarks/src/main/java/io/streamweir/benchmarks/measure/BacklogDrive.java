package io.streamweir.benchmarks.measure;

import io.streamweir.benchmarks.contestants.Orders;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A hop out of an inbox that is kept as full as it was: what leaves it is added behind. */
public final class BacklogDrive {
  private static final int CHUNK = 1_000;
  private static final long GIVE_UP_NANOS = Duration.ofMinutes(3).toNanos();

  private final Server server;
  private final Inbox inbox;
  private final int waiting;
  private double bytesPerEntry = Double.NaN;

  /** Keeps so many entries waiting. */
  public BacklogDrive(Server server, int waiting) {
    this.server = server;
    this.inbox = new Inbox(server);
    this.waiting = waiting;
  }

  /** One turn, until so many entries have gone through. */
  public Map<Metric, Double> turn(Child child, int entries) throws Exception {
    if (Double.isNaN(bytesPerEntry)) {
      weigh();
    }
    inbox.stage(waiting);
    child.ask("start");
    TimeUnit.MILLISECONDS.sleep(100);
    Map<Metric, Double> measured;
    try (Filler filler = new Filler(server)) {
      Meter meter = Meter.begin(server, java.util.List.of(child));
      inbox.open();
      feed(filler, entries);
      measured = meter.end(inbox.arrived());
    }
    child.ask("stop");
    measured.put(Metric.OVERHEAD, bytesPerEntry - Orders.BYTES);
    return measured;
  }

  private void feed(Filler filler, int entries) throws Exception {
    long deadline = System.nanoTime() + GIVE_UP_NANOS;
    long fed = 0;
    for (long gone = 0; gone < entries; gone = inbox.arrived()) {
      if (gone - fed >= CHUNK) {
        filler.append(Inbox.IN, (int) (gone - fed));
        fed = gone;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "only " + gone + " of " + entries + " entries went through");
      }
    }
  }

  /** As appended one by one; the copies that turns work on are laid out alike. */
  private void weigh() throws Exception {
    long before = usedMemory();
    String stream = "weighed";
    try (Filler filler = new Filler(server)) {
      filler.create(stream, waiting);
    }
    bytesPerEntry = (usedMemory() - before) / (double) waiting;
    server.commands().del(stream);
  }

  private long usedMemory() {
    return Long.parseLong(server.info("memory", "used_memory"));
  }
}
