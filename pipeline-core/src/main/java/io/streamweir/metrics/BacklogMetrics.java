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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Gauges of what waits and runs at each stage, partition and priority of a pipeline, as the server
 * has it. {@link #refresh} asks: call it at least twice a minute. The gauges show the last answer,
 * and NaN before the first and after a failure. Thread-safe.
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
  private final List<InboxMeters> inboxes = new ArrayList<>(); // as the inspector has them
  private volatile List<Double> schedulesLate = List.of(); // by partition
  private volatile List<Long> gathersOpen = List.of(); // by partition
  private volatile long succeededAt; // by the clock; 0 before the first look and after a failure
  private final OutageLog outages = new OutageLog(LOG, Level.WARN);

  /** Registers the gauges of the pipeline. */
  public BacklogMetrics(MeterRegistry registry, RedisLink link, Pipeline<?> pipeline) {
    this(registry, link, pipeline, System::nanoTime);
  }

  BacklogMetrics(MeterRegistry registry, RedisLink link, Pipeline<?> pipeline, LongSupplier clock) {
    this.clock = clock;
    this.inspector = Inspector.impatient(link, pipeline.facts());
    Meters meters = Meters.of(registry, link, pipeline.name());
    for (int partition = 0; partition < pipeline.partitions(); partition++) {
      for (Priority priority : pipeline.priorities()) {
        Meters place = meters.partition(partition).and(MetricNames.PRIORITY, priority.toString());
        pipeline.stages().forEach(stage -> inboxes.add(inbox(place, stage)));
      }
    }
    String succeeded = "1 where the last look at the server succeeded, and is not a minute old";
    meters.gauge(MetricNames.BACKLOG_UP, null, succeeded, this, m -> m.up() ? 1 : 0);
    registerPositions(meters);
    registerByPartition(meters);
    this.keyed = new KeyedMeters(meters);
    this.readers = new ReaderMeters(meters, pipeline.facts().keptResults());
    this.windows = new WindowMeters(meters, inspector);
    this.outboxes = new OutboxMeters(meters, inspector);
    String held = "1 while an operator has paused the stage, or the whole pipeline";
    this.paused = meters.rows(MetricNames.STAGE_PAUSED, null, held);
    this.taps =
        meters.rows(MetricNames.TAP_UNSEEN, "entries", "Entries that a tap has not acknowledged");
  }

  private static InboxMeters inbox(Meters place, StageDefinition<?, ?> stage) {
    InboxMeters meters = new InboxMeters();
    meters.register(place.and(MetricNames.STAGE, stage.name()), stage.config().maxBacklog());
    return meters;
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

  private void registerByPartition(Meters meters) {
    for (int partition = 0; partition < inspector.pipeline().partitions(); partition++) {
      int place = partition;
      Meters own = meters.partition(partition);
      String late = "Since when the latest schedule is due";
      own.gauge(MetricNames.SCHEDULES_LATE, "seconds", late, this, m -> of(m.schedulesLate, place));
      String open = "Splits whose gather has not fired";
      own.gauge(MetricNames.GATHERS_OPEN, null, open, this, m -> of(m.gathersOpen, place));
    }
  }

  private static double of(List<? extends Number> last, int partition) {
    return last.isEmpty() ? Double.NaN : last.get(partition).doubleValue();
  }

  /** Asks the server. Never throws. */
  public synchronized void refresh() {
    try {
      List<InboxStatus> status = inspector.inboxes();
      long now = System.nanoTime();
      for (int i = 0; i < status.size(); i++) {
        inboxes.get(i).seen(status.get(i).stage(), now);
      }
      taps.register(inspector.taps().stream().map(BacklogMetrics::row).toList(), true);
      paused.register(paused(inspector.pauses()), true);
      keyed.seen(inspector.keyed());
      readers.seen(inspector.resultReaders());
      schedulesLate = inspector.schedulesLate();
      gathersOpen = inspector.gathersOpen();
      windows.seen(inspector.windowsByPartition());
      outboxes.refresh();
      succeededAt = clock.getAsLong() | 1;
      outages.over(what());
    } catch (RuntimeException | Error e) {
      succeededAt = 0;
      inboxes.forEach(InboxMeters::unseen);
      taps.register(List.of(), true);
      paused.register(List.of(), true);
      keyed.seen(List.of());
      readers.seen(List.of());
      schedulesLate = List.of();
      gathersOpen = List.of();
      windows.unseen();
      outboxes.unseen();
      outages.failed(what(), e);
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
