package io.streamweir.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.streamweir.inspect.InboxStatus;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.TapStatus;
import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Gauges of what waits and runs at each stage, partition and priority of a pipeline, as the server
 * has it. {@link #refresh} asks; the gauges show the last answer, and NaN before the first and
 * after a failure. Thread-safe.
 */
public final class BacklogMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(BacklogMetrics.class);

  private final Inspector inspector;
  private final MultiGauge taps;
  private final KeyedMeters keyed;
  private final WindowMeters windows;
  private final List<InboxMeters> inboxes = new ArrayList<>(); // as the inspector has them
  private volatile List<Double> schedulesLate = List.of(); // by partition
  private volatile List<Long> gathersOpen = List.of(); // by partition
  private volatile boolean up;
  private final OutageLog outages = new OutageLog(LOG, Level.INFO);

  /** Registers the gauges of the pipeline. */
  public BacklogMetrics(MeterRegistry registry, RedisLink link, Pipeline<?> pipeline) {
    this.inspector = Inspector.impatient(link, pipeline.facts());
    Tags tags =
        Tags.of(
            MetricNames.NAMESPACE, inspector.namespace(), MetricNames.PIPELINE, pipeline.name());
    for (int partition = 0; partition < pipeline.partitions(); partition++) {
      for (Priority priority : pipeline.priorities()) {
        Tags place =
            tags.and(MetricNames.PARTITION, Integer.toString(partition))
                .and(MetricNames.PRIORITY, priority.toString());
        pipeline.stages().forEach(stage -> inboxes.add(inbox(registry, place, stage)));
      }
    }
    Gauge.builder(MetricNames.BACKLOG_UP, this, m -> m.up ? 1 : 0)
        .description("1 where the last look at the server succeeded")
        .tags(tags)
        .strongReference(true)
        .register(registry);
    registerPositions(registry, tags);
    registerByPartition(registry, tags);
    this.keyed = new KeyedMeters(registry, tags);
    this.windows = new WindowMeters(registry, tags, inspector);
    this.taps =
        MultiGauge.builder(MetricNames.TAP_UNSEEN)
            .description("Entries that a tap has not acknowledged")
            .baseUnit("entries")
            .tags(tags)
            .register(registry);
  }

  private static InboxMeters inbox(
      MeterRegistry registry, Tags place, StageDefinition<?, ?> stage) {
    InboxMeters meters = new InboxMeters();
    Tags tags = place.and(MetricNames.STAGE, stage.name());
    meters.register(registry, tags, stage.config().maxBacklog());
    return meters;
  }

  /** So that who shows stages can show them in their order, which names do not have. */
  private void registerPositions(MeterRegistry registry, Tags tags) {
    int position = 1;
    for (StageFacts stage : inspector.pipeline().stages()) {
      int place = position++;
      Gauge.builder(MetricNames.STAGE_POSITION, () -> place)
          .description("The stage's place in its pipeline, from 1")
          .tags(tags.and(MetricNames.STAGE, stage.name()))
          .register(registry);
    }
  }

  private void registerByPartition(MeterRegistry registry, Tags tags) {
    for (int partition = 0; partition < inspector.pipeline().partitions(); partition++) {
      int place = partition;
      Gauge.builder(MetricNames.SCHEDULES_LATE, this, m -> of(m.schedulesLate, place))
          .description("Since when the latest schedule is due")
          .baseUnit("seconds")
          .tags(tags.and(MetricNames.PARTITION, Integer.toString(partition)))
          .strongReference(true)
          .register(registry);
      Gauge.builder(MetricNames.GATHERS_OPEN, this, m -> of(m.gathersOpen, place))
          .description("Splits whose gather has not fired")
          .tags(tags.and(MetricNames.PARTITION, Integer.toString(partition)))
          .strongReference(true)
          .register(registry);
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
      keyed.seen(inspector.keyed());
      schedulesLate = inspector.schedulesLate();
      gathersOpen = inspector.gathersOpen();
      windows.seen(inspector.windowsByPartition());
      up = true;
      outages.over(what());
    } catch (RuntimeException | Error e) {
      up = false;
      inboxes.forEach(InboxMeters::unseen);
      taps.register(List.of(), true);
      keyed.seen(List.of());
      schedulesLate = List.of();
      gathersOpen = List.of();
      windows.unseen();
      outages.failed(what(), e);
    }
  }

  private static MultiGauge.Row<?> row(TapStatus tap) {
    return MultiGauge.Row.of(
        Tags.of(MetricNames.STAGE, tap.stage(), MetricNames.TAP, tap.tap()), tap.unseen());
  }

  /** Whether the last look at the server succeeded; false before the first. */
  public boolean up() {
    return up;
  }

  private String what() {
    return "reading the backlog of " + inspector.pipeline().name();
  }
}
