package io.streamweir.inspect;

import io.streamweir.client.LogReader;
import io.streamweir.client.ResultLog;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.StateCounters;
import io.streamweir.internal.feature.gather.GatherStore;
import io.streamweir.internal.feature.keyed.KeyedQueries;
import io.streamweir.internal.feature.schedule.ScheduleStore;
import io.streamweir.internal.feature.window.WindowQueries;
import io.streamweir.internal.housekeeping.LiveWorkers;
import io.streamweir.internal.housekeeping.WorkerPresence;
import io.streamweir.internal.wire.Answers;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import io.streamweir.pipeline.Window;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads the state of one pipeline. Thread-safe; every method throws {@link
 * io.streamweir.redis.RedisCallException} where Redis cannot be asked, and takes keys that do not
 * exist for empty.
 */
public final class Inspector {
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
    List<InboxStatus> inboxes = new ArrayList<>();
    statuses().forEach((inbox, status) -> inboxes.add(inbox.of(status)));
    return inboxes;
  }

  /** An inbox that is asked for. */
  private record Inbox(Keys keys, StageFacts stage) {
    InboxStatus of(StageStatus status) {
      return new InboxStatus(keys.partition(), keys.priority(), status);
    }
  }

  private List<Inbox> all() {
    return levels.stream()
        .flatMap(keys -> pipeline.stages().stream().map(stage -> new Inbox(keys, stage)))
        .toList();
  }

  private Map<Inbox, StageStatus> statuses() {
    long now = queries.now();
    LiveWorkers live = link.await(WorkerPresence.alive(link, pipeline.name(), now));
    InboxLook look = new InboxLook(queries, live, now);
    List<Inbox> inboxes = all();
    List<StageStatus> statuses =
        link.awaitEach(inboxes, inbox -> look.status(inbox.keys(), inbox.stage()));
    Map<Inbox, StageStatus> byInbox = new LinkedHashMap<>();
    for (int i = 0; i < statuses.size(); i++) {
      byInbox.put(inboxes.get(i), statuses.get(i));
    }
    return byInbox;
  }

  /**
   * For how long the schedule that is latest is due and has not been fired, in s, by partition; 0
   * where none is due. Paused ones are never due.
   */
  public List<Double> schedulesLate() {
    long now = queries.now();
    return link
        .awaitEach(partitions, keys -> new ScheduleStore(link, keys).firstDueMillis())
        .stream()
        .map(due -> due == 0 ? 0 : Math.max(0, now - due) / 1000.0)
        .toList();
  }

  /** How many splits there are whose gather has not fired, by partition. */
  public List<Long> gathersOpen() {
    List<Long> open = link.awaitEach(levels, keys -> new GatherStore(link, keys).open());
    Map<Integer, Long> byPartition = new TreeMap<>();
    for (int i = 0; i < levels.size(); i++) {
      byPartition.merge(levels.get(i).partition(), open.get(i), Long::sum);
    }
    return List.copyOf(byPartition.values());
  }

  /** The windows in the order of definition, partition by partition from 0. */
  public List<List<WindowStatus>> windowsByPartition() {
    return byPartition(pipeline.windows(), this::status);
  }

  /** The windows in the order of definition. */
  public List<WindowStatus> windows() {
    List<List<WindowStatus>> all = windowsByPartition();
    return IntStream.range(0, pipeline.windows().size())
        .mapToObj(i -> all.stream().map(each -> each.get(i)).reduce(WindowStatus::plus))
        .map(Optional::orElseThrow)
        .toList();
  }

  /** One list for each partition, with an answer for each of these. */
  private <S, T> List<List<T>> byPartition(
      List<S> all, BiFunction<Keys, S, CompletableFuture<T>> ask) {
    return link.awaitEach(
        partitions, keys -> Answers.all(all.stream().map(each -> ask.apply(keys, each)).toList()));
  }

  private CompletableFuture<WindowStatus> status(Keys keys, Window window) {
    return new WindowQueries(link)
        .progress(keys, window)
        .thenApply(
            is ->
                new WindowStatus(
                    window.name(),
                    is.open(),
                    is.closed(),
                    is.late(),
                    is.early(),
                    is.behind(),
                    is.watermark().lagMillis() / 1000.0));
  }

  /**
   * What waits to be taken by other pipelines, by partition from 0, then by the other's name; empty
   * lists where handlers submit to none.
   */
  public List<List<OutboxStatus>> outboxesByPartition() {
    List<String> targets = pipeline.submitsTo();
    long now = targets.isEmpty() ? 0 : queries.now();
    return byPartition(targets, (keys, target) -> outbox(keys, target, now));
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

  private CompletableFuture<OutboxStatus> outbox(Keys keys, String target, long now) {
    String outbox = keys.outbox(target);
    return queries
        .length(outbox)
        .thenCombine(
            queries.first(outbox),
            (waiting, oldest) -> new OutboxStatus(target, waiting, InboxLook.age(oldest, now)));
  }

  /** The stages in the order of definition. */
  public List<StageStatus> status() {
    Map<String, StageStatus> byStage = new LinkedHashMap<>();
    statuses().forEach((inbox, status) -> byStage.merge(status.stage(), status, StageStatus::plus));
    return List.copyOf(byStage.values());
  }

  /**
   * Which workers work on what: the members of each stage's group in each partition, by stage,
   * partition, priority and name. Workers that died are among them until others remove them.
   */
  public List<LaneStatus> lanes() {
    long now = queries.now();
    LiveWorkers live = link.await(WorkerPresence.alive(link, pipeline.name(), now));
    InboxLook look = new InboxLook(queries, live, now);
    List<Inbox> inboxes =
        pipeline.stages().stream()
            .flatMap(stage -> levels.stream().map(keys -> new Inbox(keys, stage)))
            .toList();
    return link.awaitEach(inboxes, inbox -> look.lanes(inbox.keys(), inbox.stage().name())).stream()
        .flatMap(List::stream)
        .toList();
  }

  /** The partitions of keyed stages, by stage in the order of definition, and partition. */
  public List<KeyedStatus> keyed() {
    List<Inbox> all =
        pipeline.stages().stream()
            .filter(StageFacts::keyed)
            .flatMap(stage -> partitions.stream().map(keys -> new Inbox(keys, stage)))
            .toList();
    return link.awaitEach(all, each -> keyed(each.keys(), each.stage().name()));
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
      for (var groups : link.awaitEach(levels, keys -> queries.taps(keys.inbox(stage.name())))) {
        groups.forEach((tap, group) -> unseen.merge(tap, group.lag() + group.pending(), Long::sum));
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
}
