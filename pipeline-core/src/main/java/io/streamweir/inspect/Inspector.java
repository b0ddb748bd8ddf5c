package io.streamweir.inspect;

import io.streamweir.client.LogReader;
import io.streamweir.client.ResultLog;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.StateCounters;
import io.streamweir.internal.feature.gather.GatherStore;
import io.streamweir.internal.feature.keyed.KeyedQueries;
import io.streamweir.internal.feature.schedule.ScheduleStore;
import io.streamweir.internal.feature.window.WindowQueries;
import io.streamweir.internal.housekeeping.LanePresence;
import io.streamweir.internal.housekeeping.LanePresence.Present;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import io.streamweir.pipeline.Window;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Reads the state of one pipeline. Thread-safe; every method throws {@link
 * io.streamweir.redis.RedisCallException} where Redis cannot be asked, and takes keys that do not
 * exist for empty.
 */
public final class Inspector {
  private static final int SAMPLE = 100;

  private final RedisLink link;
  private final PipelineFacts<?> pipeline;
  private final List<Keys> partitions; // what all priorities share
  private final List<Keys> levels;
  private final InboxQueries queries;
  private final StateCounters counters;

  /** For this pipeline, over this link; waits for a connection that was lost. */
  public Inspector(RedisLink link, Pipeline<?> pipeline) {
    this(link, pipeline.facts());
  }

  /** The same for a pipeline without its definition. */
  public Inspector(RedisLink link, PipelineFacts<?> pipeline) {
    this(pipeline, link.patient());
  }

  /** One that fails at once where there is no connection: for callers that look again and again. */
  public static Inspector impatient(RedisLink link, PipelineFacts<?> pipeline) {
    return new Inspector(pipeline, link);
  }

  private Inspector(PipelineFacts<?> pipeline, RedisLink link) {
    this.link = link;
    this.pipeline = pipeline;
    this.partitions = Keys.partitions(link, pipeline.name(), pipeline.partitions());
    this.levels = Keys.levels(link, pipeline);
    this.queries = new InboxQueries(link);
    this.counters = new StateCounters(link);
  }

  /** What it knows of the pipeline. */
  public PipelineFacts<?> pipeline() {
    return pipeline;
  }

  /** What all its keys begin with. */
  public String namespace() {
    return link.config().namespace();
  }

  /**
   * Each inbox: partition by partition from 0, the most urgent priority first, the stages in the
   * order of definition.
   */
  public List<InboxStatus> inboxes() {
    long now = queries.now();
    List<InboxStatus> inboxes = new ArrayList<>();
    for (Keys keys : levels) {
      for (StageFacts stage : pipeline.stages()) {
        inboxes.add(new InboxStatus(keys.partition(), keys.priority(), status(keys, stage, now)));
      }
    }
    return inboxes;
  }

  /**
   * For how long the schedule that is latest is due and has not been fired, in s, by partition; 0
   * where none is due. Paused ones are never due.
   */
  public List<Double> schedulesLate() {
    long now = queries.now();
    return link
        .awaitAll(
            partitions.stream()
                .map(keys -> new ScheduleStore(link, keys).firstDueMillis())
                .toList())
        .stream()
        .map(due -> due == 0 ? 0 : Math.max(0, now - due) / 1000.0)
        .toList();
  }

  /** How many splits there are whose gather has not fired, by partition. */
  public List<Long> gathersOpen() {
    List<Long> open =
        link.awaitAll(levels.stream().map(keys -> new GatherStore(link, keys).open()).toList());
    Map<Integer, Long> byPartition = new TreeMap<>();
    for (int i = 0; i < levels.size(); i++) {
      byPartition.merge(levels.get(i).partition(), open.get(i), Long::sum);
    }
    return List.copyOf(byPartition.values());
  }

  /** The windows in the order of definition, partition by partition from 0. */
  public List<List<WindowStatus>> windowsByPartition() {
    return partitions.stream()
        .map(keys -> pipeline.windows().stream().map(window -> status(keys, window)).toList())
        .toList();
  }

  /** The windows in the order of definition. */
  public List<WindowStatus> windows() {
    return pipeline.windows().stream()
        .map(
            window ->
                partitions.stream()
                    .map(keys -> status(keys, window))
                    .reduce(WindowStatus::plus)
                    .orElseThrow())
        .toList();
  }

  private WindowStatus status(Keys keys, Window window) {
    WindowQueries.Progress is = link.await(new WindowQueries(link).progress(keys, window));
    return new WindowStatus(
        window.name(),
        is.open(),
        is.closed(),
        is.late(),
        is.early(),
        is.behind(),
        is.watermark().lagMillis() / 1000.0);
  }

  /**
   * What waits to be taken by other pipelines, by partition from 0, then by the other's name; empty
   * lists where handlers submit to none.
   */
  public List<List<OutboxStatus>> outboxesByPartition() {
    List<String> targets = pipeline.submitsTo();
    long now = targets.isEmpty() ? 0 : queries.now();
    return partitions.stream()
        .map(keys -> targets.stream().map(target -> outbox(keys, target, now)).toList())
        .toList();
  }

  /** The same over all partitions. */
  public List<OutboxStatus> outboxes() {
    return outboxesByPartition().stream()
        .flatMap(List::stream)
        .collect(
            Collectors.toMap(OutboxStatus::target, each -> each, OutboxStatus::plus, TreeMap::new))
        .values()
        .stream()
        .toList();
  }

  private OutboxStatus outbox(Keys keys, String target, long now) {
    String outbox = keys.outbox(target);
    long waiting = queries.length(outbox);
    Optional<String> oldest = waiting == 0 ? Optional.empty() : queries.first(outbox);
    return new OutboxStatus(target, waiting, age(oldest, now));
  }

  /** The stages in the order of definition. */
  public List<StageStatus> status() {
    long now = queries.now();
    return pipeline.stages().stream().map(stage -> status(stage, now)).toList();
  }

  /**
   * Which workers work on what: the members of each stage's group in each partition, by stage,
   * partition, priority and name. Workers that died are among them until others remove them.
   */
  public List<LaneStatus> lanes() {
    long now = queries.now();
    List<LaneStatus> lanes = new ArrayList<>();
    for (StageFacts stage : pipeline.stages()) {
      levels.forEach(keys -> lanes.addAll(lanes(keys, stage.name(), now)));
    }
    return lanes;
  }

  private List<LaneStatus> lanes(Keys keys, String stage, long now) {
    String inbox = keys.inbox(stage);
    Map<String, Present> present = present(keys, stage, now);
    Map<String, InboxQueries.Consumer> members = new TreeMap<>();
    present.keySet().forEach(name -> members.put(name, new InboxQueries.Consumer(name, 0, 0)));
    queries.consumers(inbox).forEach(consumer -> members.put(consumer.name(), consumer));
    List<InboxQueries.Consumer> all = List.copyOf(members.values());
    List<Optional<InboxQueries.Pending>> oldest =
        queries.oldestPendingOf(inbox, all.stream().map(InboxQueries.Consumer::name).toList());
    List<LaneStatus> lanes = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      InboxQueries.Consumer consumer = all.get(i);
      Present said = present.get(consumer.name());
      long silent = said == null ? Long.MAX_VALUE : Math.max(0, now - said.heardMillis());
      boolean asked = consumer.pending() > 0 || consumer.idleMillis() > 0;
      long idle = asked ? Math.min(silent, consumer.idleMillis()) : said == null ? 0 : silent;
      lanes.add(
          new LaneStatus(
              consumer.name(),
              stage,
              keys.partition(),
              keys.priority(),
              consumer.pending(),
              age(oldest.get(i).map(InboxQueries.Pending::id), now),
              sinceDelivery(
                  oldest.get(i).stream().toList(), said == null ? List.of() : List.of(said)),
              idle / 1000.0));
    }
    return lanes;
  }

  /** Workers that say that they live, by name. */
  private Map<String, Present> present(Keys keys, String stage, long now) {
    Map<String, Present> present = new TreeMap<>();
    link.await(LanePresence.alive(link, keys, stage, now))
        .forEach(lane -> present.put(lane.worker(), lane));
    return present;
  }

  /** The partitions of keyed stages, by stage in the order of definition, and partition. */
  public List<KeyedStatus> keyed() {
    List<CompletableFuture<KeyedStatus>> all = new ArrayList<>();
    for (StageFacts stage : pipeline.stages()) {
      if (stage.keyed()) {
        partitions.forEach(keys -> all.add(keyed(keys, stage.name())));
      }
    }
    return link.awaitAll(all);
  }

  private CompletableFuture<KeyedStatus> keyed(Keys keys, String stage) {
    return new KeyedQueries(link, keys, stage)
        .ask()
        .thenApply(
            answer ->
                new KeyedStatus(
                    stage,
                    keys.partition(),
                    answer.owner(),
                    answer.blockedKeys(),
                    answer.parked()));
  }

  /** What is paused now: the whole pipeline first, then stages by name. */
  public List<Pause> pauses() {
    return Pause.inForce(link, pipeline.name());
  }

  /** Stages whose breakers are not closed in all workers, in the order of definition. */
  public List<BreakerStatus> breakers() {
    return BreakerStatus.of(link, pipeline.name(), pipeline.stages());
  }

  /** The taps by stage, in the order of definition, and name. */
  public List<TapStatus> taps() {
    List<TapStatus> taps = new ArrayList<>();
    for (StageFacts stage : pipeline.stages()) {
      Map<String, Long> unseen = new TreeMap<>();
      for (Keys keys : levels) {
        queries
            .taps(keys.inbox(stage.name()))
            .forEach((tap, group) -> unseen.merge(tap, group.lag() + group.pending(), Long::sum));
      }
      unseen.forEach((tap, entries) -> taps.add(new TapStatus(tap, stage.name(), entries)));
    }
    return taps;
  }

  /** The readers of its log of results by name; none where it keeps no log. */
  public List<LogReader> resultReaders() {
    return pipeline.keptResults().isZero() ? List.of() : ResultLog.of(link, pipeline).readers();
  }

  /**
   * The counters of one group that handlers change, summed over the partitions; empty where there
   * are none.
   */
  public Map<String, Long> counters(String state) {
    return counters.read(partitions, state);
  }

  private StageStatus status(StageFacts stage, long now) {
    return levels.stream()
        .map(keys -> status(keys, stage, now))
        .reduce(StageStatus::plus)
        .orElseThrow();
  }

  private StageStatus status(Keys keys, StageFacts facts, long now) {
    String stage = facts.name();
    String inbox = keys.inbox(stage);
    long added = queries.added(inbox); // first, so that nothing counts as settled that is not
    InboxQueries.Group group =
        queries
            .group(inbox)
            .orElseGet(() -> new InboxQueries.Group(0, queries.length(inbox), true, "0-0"));
    List<InboxQueries.Pending> pending =
        group.pending() == 0 ? List.of() : queries.pending(inbox, 0, SAMPLE);
    Optional<String> held = pending.stream().map(InboxQueries.Pending::id).findFirst();
    long delayed = queries.delayed(keys.later(stage));
    long parked = facts.keyed() ? queries.delayed(keys.parked(stage)) : 0;
    NextEntries next = NextEntries.of(queries, keys, stage, group, held, delayed, parked);
    Map<String, Present> present = present(keys, stage, now);
    return new StageStatus(
        stage,
        group.lag(),
        group.lagKnown(),
        group.pending(),
        Math.max(0, added - group.lag() - group.pending()),
        delayed + parked,
        queries.length(keys.dead(stage)),
        live(inbox, present.keySet()),
        age(next.waiting().map(Entry::id), now),
        age(held, now),
        sinceDelivery(pending, present.values()),
        next.overdueSeconds(now),
        next.oldestJobSeconds(now),
        present.values().stream()
            .map(lane -> Attempts.of(lane.word()))
            .reduce(Attempts.NONE, Attempts::plus));
  }

  /** Those that say so, and those of an older version that asked lately. */
  private long live(String inbox, Set<String> present) {
    Set<String> live = new TreeSet<>(present);
    queries.consumers(inbox).stream()
        .filter(consumer -> consumer.idleMillis() < LanePresence.ALIVE.toMillis())
        .forEach(consumer -> live.add(consumer.name()));
    return live.size();
  }

  /** What is renewed says nothing to Redis of when it was delivered; its worker does. */
  private static double sinceDelivery(
      List<InboxQueries.Pending> pending, Collection<Present> present) {
    if (pending.isEmpty()) {
      return 0;
    }
    long idle = pending.stream().mapToLong(InboxQueries.Pending::idleMillis).max().orElse(0);
    long said = present.stream().mapToLong(is -> is.word().oldestMillis()).max().orElse(0);
    return Math.max(idle, said) / 1000.0;
  }

  private static double age(Optional<String> id, long now) {
    return id.map(i -> Math.max(0, now - InboxQueries.millis(i)) / 1000.0).orElse(0.0);
  }
}
