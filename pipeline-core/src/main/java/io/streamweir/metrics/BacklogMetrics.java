package io.streamweir.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.streamweir.inspect.InboxStatus;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.Pause;
import io.streamweir.inspect.TapStatus;
import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Gauges of what waits and runs at each stage and priority of a pipeline, as the server has it.
 * {@link #refresh} asks: call it at least twice a minute. The gauges show the last answer, and NaN
 * before the first and after a failure. Thread-safe.
 */
public final class BacklogMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(BacklogMetrics.class);
  private static final long FRESH_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Inspector inspector;
  private final LongSupplier clock;
  private final MultiGauge taps;
  private final MultiGauge paused;
  private final KeyedMeters keyed;
  private final ReaderMeters readers;
  private final WindowMeters windows;
  private final OutboxMeters outboxes;
  private final Map<Place, InboxHistory> inboxes = new HashMap<>();
  private volatile double schedulesLate = Double.NaN;
  private volatile double gathersOpen = Double.NaN;
  private volatile long succeededAt; // by the clock; 0 before the first look and after a failure
  private final OutageLog outages = new OutageLog(LOG, Level.WARN);

  /** Of which inbox. */
  private record Place(String stage, int partition, Priority priority) {}

  /** Registers the gauges of the pipeline, over all partitions. */
  public BacklogMetrics(MeterRegistry registry, RedisLink link, Pipeline<?> pipeline) {
    this(registry, link, pipeline, false);
  }

  /**
   * Registers the gauges of the pipeline.
   *
   * @param byPartition whether to register some for each partition beside, which may be many series
   */
  public BacklogMetrics(
      MeterRegistry registry, RedisLink link, Pipeline<?> pipeline, boolean byPartition) {
    this(registry, link, pipeline, byPartition, System::nanoTime);
  }

  BacklogMetrics(
      MeterRegistry registry,
      RedisLink link,
      Pipeline<?> pipeline,
      boolean byPartition,
      LongSupplier clock) {
    this.clock = clock;
    this.inspector = Inspector.impatient(link, pipeline.facts());
    Meters meters = Meters.of(registry, link, pipeline.name());
    registerInboxes(meters, pipeline, byPartition);
    String succeeded = "1 where the last look at the server succeeded, and is not a minute old";
    meters.gauge(MetricNames.BACKLOG_UP, null, succeeded, this, m -> m.up() ? 1 : 0);
    registerPositions(meters);
    String late = "Since when the latest schedule is due";
    meters.gauge(MetricNames.SCHEDULES_LATE, "seconds", late, this, m -> m.schedulesLate);
    String open = "Splits whose gather has not fired";
    meters.gauge(MetricNames.GATHERS_OPEN, null, open, this, m -> m.gathersOpen);
    this.keyed = new KeyedMeters(meters);
    this.readers = new ReaderMeters(meters, pipeline.facts().keptResults());
    this.windows = new WindowMeters(meters, inspector);
    this.outboxes = new OutboxMeters(meters, inspector);
    String held = "1 while an operator has paused the stage, or the whole pipeline";
    this.paused = meters.rows(MetricNames.STAGE_PAUSED, null, held);
    this.taps =
        meters.rows(MetricNames.TAP_UNSEEN, "entries", "Entries that a tap has not acknowledged");
  }

  private void registerInboxes(Meters meters, Pipeline<?> pipeline, boolean byPartition) {
    for (StageDefinition<?, ?> stage : pipeline.stages()) {
      Meters own = meters.and(MetricNames.STAGE, stage.name());
      Map<Priority, List<InboxHistory>> byPriority = new EnumMap<>(Priority.class);
      for (int partition = 0; partition < pipeline.partitions(); partition++) {
        List<InboxHistory> here = new ArrayList<>();
        for (Priority priority : pipeline.priorities()) {
          InboxHistory inbox =
              inboxes.computeIfAbsent(
                  new Place(stage.name(), partition, priority), place -> new InboxHistory());
          byPriority.computeIfAbsent(priority, p -> new ArrayList<>()).add(inbox);
          here.add(inbox);
        }
        if (byPartition) {
          new InboxMeters(here).registerPartition(own.partition(partition));
        }
      }
      long limit = stage.config().maxBacklog();
      byPriority.forEach(
          (priority, all) ->
              new InboxMeters(all)
                  .register(own.and(MetricNames.PRIORITY, priority.toString()), limit));
    }
  }

  /** Lets a dashboard show stages in their order, which names do not have. */
  private void registerPositions(Meters meters) {
    int position = 1;
    for (StageFacts stage : inspector.pipeline().stages()) {
      int place = position++;
      String help = "The stage's place in its pipeline, from 1";
      Meters own = meters.and(MetricNames.STAGE, stage.name());
      own.gauge(MetricNames.STAGE_POSITION, null, help, stage, s -> place);
    }
  }

  /** Asks the server. Never throws. */
  public synchronized void refresh() {
    try {
      List<InboxStatus> status = inspector.inboxes();
      long now = System.nanoTime();
      status.forEach(inbox -> seen(inbox, now));
      taps.register(inspector.taps().stream().map(BacklogMetrics::row).toList(), true);
      paused.register(paused(inspector.pauses()), true);
      keyed.seen(inspector.keyed(), status);
      readers.seen(inspector.resultReaders());
      schedulesLate = inspector.schedulesLate().stream().mapToDouble(l -> l).max().orElse(0);
      gathersOpen = inspector.gathersOpen().stream().mapToLong(open -> open).sum();
      windows.seen(inspector.windows());
      outboxes.refresh();
      succeededAt = clock.getAsLong() | 1;
      outages.over(what());
    } catch (RuntimeException | Error e) {
      succeededAt = 0;
      inboxes.values().forEach(InboxHistory::unseen);
      taps.register(List.of(), true);
      paused.register(List.of(), true);
      keyed.unseen();
      readers.seen(List.of());
      schedulesLate = Double.NaN;
      gathersOpen = Double.NaN;
      windows.unseen();
      outboxes.unseen();
      outages.failed(what(), e);
    }
  }

  private void seen(InboxStatus inbox, long now) {
    InboxHistory known =
        inboxes.get(new Place(inbox.stage().stage(), inbox.partition(), inbox.priority()));
    if (known != null) {
      known.seen(inbox.stage(), now);
    }
  }

  private List<MultiGauge.Row<?>> paused(List<Pause> pauses) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (StageFacts stage : inspector.pipeline().stages()) {
      boolean is = pauses.stream().anyMatch(pause -> pause.covers(stage.name()));
      rows.add(MultiGauge.Row.of(Tags.of(MetricNames.STAGE, stage.name()), is ? 1 : 0));
    }
    return rows;
  }

  private static MultiGauge.Row<?> row(TapStatus tap) {
    return MultiGauge.Row.of(
        Tags.of(MetricNames.STAGE, tap.stage(), MetricNames.TAP, tap.tap()), tap.unseen());
  }

  /**
   * Whether the last look at the server succeeded and is not older than a minute; false before the
   * first.
   */
  public boolean up() {
    long since = succeededAt;
    return since != 0 && clock.getAsLong() - since <= FRESH_NANOS;
  }

  private String what() {
    return "reading the backlog of " + inspector.pipeline().name();
  }
}
