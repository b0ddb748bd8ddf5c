package io.streamweir.worker;

import io.micrometer.observation.ObservationRegistry;
import io.streamweir.internal.entry.ConsumerName;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Argument;
import io.streamweir.pipeline.Horizon;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How a worker runs. Immutable.
 *
 * @param consumer the worker's name in the consumer groups; no other running worker may have it.
 *     Default: the host's name, the process id and a random part
 * @param stages which stages it works on; default none, which means all
 * @param lease how long an entry may stay unrenewed before others may take it; default 15 s, at
 *     least 1 s. Handlers may run for longer: leases are renewed every third of it
 * @param drainTimeout how long {@link Worker#close} lets running handlers finish; default 25 s, at
 *     most 100 years
 * @param concurrency entries that each lane handles at once, for all stages; default 0, as each
 *     stage says
 * @param tapBound entries of an inbox that a {@link Tap} may keep from being trimmed; default
 *     1,000,000. Trimming goes past one that is farther behind, which loses them to the tap
 * @param virtualThreads whether handlers of stages with a concurrency above 1 run on virtual
 *     threads, where the JVM has them (21 and later); default true
 * @param runThrough whether entries run through stages that allow it, see {@link
 *     io.streamweir.pipeline.StageConfig#withRunThrough()}; default true
 * @param listener hears what happens; default none
 * @param observations hears of every handling, such as a tracer that carries traces on from stage
 *     to stage; default none, at no cost
 */
public record WorkerConfig(
    String consumer,
    Set<String> stages,
    Duration lease,
    Duration drainTimeout,
    int concurrency,
    long tapBound,
    boolean virtualThreads,
    boolean runThrough,
    WorkerListener listener,
    ObservationRegistry observations) {

  /** Checks the ranges and keeps a copy of the set. */
  public WorkerConfig {
    Argument.check(
        consumer.matches("[!-~]{1,200}"),
        "consumer name must be 1 to 200 visible ASCII characters: " + consumer);
    Argument.check(lease.toSeconds() >= 1, "lease must be at least 1 s: " + lease);
    Argument.check(lease.toDays() <= 1, "lease must be at most 1 day: " + lease);
    Argument.check(
        !drainTimeout.isNegative(), "drainTimeout must not be negative: " + drainTimeout);
    Horizon.check("drainTimeout", drainTimeout);
    Argument.check(
        concurrency >= 0 && concurrency <= 10_000,
        "concurrency must be 0 to 10000: " + concurrency);
    Argument.check(tapBound >= 0, "tapBound must not be negative: " + tapBound);
    stages = Set.copyOf(stages);
  }

  /** The defaults named above. */
  public static WorkerConfig defaults() {
    return new WorkerConfig(
        ConsumerName.next(),
        Set.of(),
        Duration.ofSeconds(15),
        Duration.ofSeconds(25),
        0,
        1_000_000,
        true,
        true,
        new WorkerListener() {},
        ObservationRegistry.NOOP);
  }

  /** The components while they may change. */
  private final class Draft {
    String consumer = consumer();
    Set<String> stages = stages();
    Duration lease = lease();
    Duration drainTimeout = drainTimeout();
    int concurrency = concurrency();
    long tapBound = tapBound();
    boolean virtualThreads = virtualThreads();
    boolean runThrough = runThrough();
    WorkerListener listener = listener();
    ObservationRegistry observations = observations();
  }

  private WorkerConfig with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new WorkerConfig(
        draft.consumer,
        draft.stages,
        draft.lease,
        draft.drainTimeout,
        draft.concurrency,
        draft.tapBound,
        draft.virtualThreads,
        draft.runThrough,
        draft.listener,
        draft.observations);
  }

  /** The same under another consumer name, which no other running worker may have. */
  public WorkerConfig withConsumer(String consumer) {
    return with(draft -> draft.consumer = consumer);
  }

  /** The same for these stages only; the empty set means all. */
  public WorkerConfig withStages(Set<String> stages) {
    return with(draft -> draft.stages = stages);
  }

  /** The same with another lease, 1 s to 1 day. */
  public WorkerConfig withLease(Duration lease) {
    return with(draft -> draft.lease = lease);
  }

  /** The same with another time for running handlers to finish in. */
  public WorkerConfig withDrainTimeout(Duration drainTimeout) {
    return with(draft -> draft.drainTimeout = drainTimeout);
  }

  /** The same with another concurrency for all stages, 1 to 10,000; 0 takes that of each stage. */
  public WorkerConfig withConcurrency(int concurrency) {
    return with(draft -> draft.concurrency = concurrency);
  }

  /** The same with another bound on what a tap may keep from being trimmed, in entries. */
  public WorkerConfig withTapBound(long tapBound) {
    return with(draft -> draft.tapBound = tapBound);
  }

  /** The same whose handlers run on virtual threads, or on the JVM's usual ones. */
  public WorkerConfig withVirtualThreads(boolean virtualThreads) {
    return with(draft -> draft.virtualThreads = virtualThreads);
  }

  /** The same whose entries run through stages that allow it, or through none. */
  public WorkerConfig withRunThrough(boolean runThrough) {
    return with(draft -> draft.runThrough = runThrough);
  }

  /** The same with another listener. */
  public WorkerConfig withListener(WorkerListener listener) {
    return with(draft -> draft.listener = listener);
  }

  /** The same with another registry of observations. */
  public WorkerConfig withObservations(ObservationRegistry observations) {
    return with(draft -> draft.observations = observations);
  }
}
