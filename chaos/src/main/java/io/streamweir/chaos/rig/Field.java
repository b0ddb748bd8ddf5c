package io.streamweir.chaos.rig;

import io.streamweir.chaos.oracle.Allowance;
import io.streamweir.chaos.oracle.Verdict;
import io.streamweir.chaos.program.ChaosPipeline;
import io.streamweir.chaos.records.Task;
import io.streamweir.chaos.site.SingleSite;
import io.streamweir.chaos.site.Site;
import io.streamweir.client.JobClient;
import io.streamweir.client.Result;
import io.streamweir.client.ResultSubscription;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.Doctor;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Everything that one run has: the server, the workers, the producer and the observers. A fault
 * strikes here. Thread-safe but for {@link #finish}.
 */
public final class Field implements AutoCloseable {
  static final String NAMESPACE = "chaos";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Setup setup;
  private final Path directory;
  private final SplittableRandom random;
  private final Site site;
  private final Pipeline<Task> pipeline;
  private final RedisLink direct;
  private final RedisLink producing;
  private final JobClient<Task> client;
  private final JobClient<Task> watching;
  private final ResultSubscription results;
  private final Workers workers;
  private final Brake brake;
  private final Producer producer;
  private final Tally tally = new Tally();
  private final Clockwork clockwork;
  private final Tap tap;
  private final Observer observer;
  private final Map<String, Integer> published = new ConcurrentHashMap<>();
  private final List<Measurement> measurements = new CopyOnWriteArrayList<>();
  private final List<String> objections = new CopyOnWriteArrayList<>();
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private volatile Allowance allowance = Allowance.none();

  /** Starts a server, the workers and the observers, but no load yet. */
  public Field(Setup setup, long seed, Path directory) {
    this.setup = setup;
    this.directory = directory;
    this.random = new SplittableRandom(seed);
    this.site = setup.topology().start(setup.server());
    this.pipeline = ChaosPipeline.pipeline(setup.settings());
    this.direct = link(site.uri());
    this.producing = link(site.way().uri());
    this.client = JobClient.connect(producing, pipeline);
    this.watching = JobClient.connect(direct, pipeline);
    this.results = watching.subscribe(this::published);
    this.workers =
        new Workers(
            directory, site::way, new WorkerProcess.Launch(setup.settings(), setup.lease()));
    this.observer = new Observer(direct, pipeline, site.redis(), setup.lease());
    this.brake = new Brake(observer::behind);
    this.producer =
        setup.numbered()
            ? new NumberedProducer(client, setup, tally, brake)
            : new Load(client, setup, counted(), tally, brake);
    this.clockwork = new Clockwork(watching);
    this.tap = new Tap(site.redis(), direct, pipeline);
  }

  private boolean counted() {
    return setup.settings().counted();
  }

  private void published(Result result) {
    if (counted()) {
      published.merge(result.jobId(), 1, Integer::sum);
    }
  }

  private static RedisLink link(String uri) {
    return RedisLink.open(RedisConfig.of(uri).withNamespace(NAMESPACE));
  }

  /** Starts the workers and the load, and returns when jobs have come to their ends. */
  public void begin() {
    if (counted()) {
      tap.start();
    }
    workers.start(setup.workers());
    brake.start();
    producer.start();
    awaitProgress("the first jobs were done");
  }

  /** What the run started with. */
  public Setup setup() {
    return setup;
  }

  /** A file of the run, which is deleted at its end. */
  public Path file(String name) {
    return directory.resolve(name);
  }

  /** Where all choices of the run come from. */
  public SplittableRandom random() {
    return random;
  }

  /** The one server and its proxies. */
  public SingleSite site() {
    return site(SingleSite.class);
  }

  /**
   * The servers.
   *
   * @throws ClassCastException where the run has others
   */
  public <S extends Site> S site(Class<S> kind) {
    return kind.cast(site);
  }

  /** What the servers have said last. */
  public String serverOutput() {
    return site.output();
  }

  /** The worker processes. */
  public Workers workers() {
    return workers;
  }

  /** The producer. */
  public Producer producer() {
    return producer;
  }

  /**
   * The producer that submits jobs one by one.
   *
   * @throws ClassCastException where the run's jobs are those of a numbered source
   */
  public Load load() {
    return (Load) producer;
  }

  /** Entries that the acknowledged jobs make in all inboxes, where jobs are only summed. */
  public long entries() {
    return tally.entries();
  }

  /** The pipeline as producers see it. */
  public Pipeline<Task> pipeline() {
    return pipeline;
  }

  /** The link of the observers, past all proxies. */
  public RedisLink direct() {
    return direct;
  }

  /** The keys of all partitions, at normal priority. */
  public List<Keys> partitions() {
    return Keys.partitions(direct, pipeline.name(), pipeline.partitions());
  }

  /** What {@code doctor} says now. */
  public List<Doctor.Finding> findings() {
    return observer.findings();
  }

  /** How many dead letters a stage has. */
  public long letters(String stage) {
    return new DeadLetters(direct, pipeline, stage).size();
  }

  /** One of the inboxes of a stage, of any priority that the pipeline has, chosen at random. */
  public String inbox(String stage) {
    List<Keys> levels = Keys.levels(direct, pipeline);
    return levels.get(random.nextInt(levels.size())).inbox(stage);
  }

  /** How many entries wait for a stage or are pending there. */
  public long backlog(String stage) {
    return observer.backlog(stage);
  }

  /** How many entries of this priority a stage has settled. */
  public long settled(String stage, Priority priority) {
    return observer.settled(stage, priority);
  }

  /** A duration between these, chosen at random. */
  public Duration between(Duration least, Duration most) {
    return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
  }

  /** How many entries are delayed. */
  public long delayed() {
    return observer.delayed();
  }

  /**
   * How long it takes until nothing waits, pends, is delayed or gathered in a window.
   *
   * @throws IllegalStateException where it takes longer than a minute
   */
  public Duration awaitQuiet(String what) {
    long begun = System.nanoTime();
    List<String> left = observer.awaitQuiet(PATIENCE);
    if (!left.isEmpty()) {
      throw new IllegalStateException("not within " + PATIENCE + ": " + what + ": " + left);
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** How many pieces have come to their ends. */
  public long done() {
    return observer.sums().getOrDefault("pieces", 0L);
  }

  /**
   * How long it takes until another piece comes to its end, looked at over a connection of its own.
   *
   * @throws IllegalStateException where it takes longer than a minute
   */
  public Duration awaitProgress(String what) {
    return awaitProgress(what, partitions());
  }

  /** The same for these partitions. */
  public Duration awaitProgress(String what, List<Keys> partitions) {
    try (Site.Look look = site.look()) {
      long before = done(look, partitions);
      return Waiting.require(what, PATIENCE, () -> done(look, partitions) > before);
    }
  }

  private static long done(Site.Look look, List<Keys> partitions) {
    return partitions.stream().mapToLong(keys -> look.number(keys.state("sums"), "pieces")).sum();
  }

  /**
   * How long it takes until nothing is pending any more with this consumer.
   *
   * @throws IllegalStateException where it takes longer than a minute
   */
  public Duration awaitTakeover(WorkerProcess dead) {
    return Waiting.require(
        "others had taken what " + dead.name() + " left", PATIENCE, () -> pending(dead).isEmpty());
  }

  /**
   * The ids of entries that are pending with this consumer, some of each inbox. All inboxes are
   * asked at once: one after the other takes most of a second on a busy machine.
   */
  public List<String> pending(WorkerProcess worker) {
    InboxQueries queries = new InboxQueries(direct);
    List<CompletableFuture<List<String>>> asked = new ArrayList<>();
    for (Keys keys : Keys.levels(direct, pipeline)) {
      for (StageDefinition<?, ?> stage : pipeline.stages()) {
        asked.add(queries.pendingOf(keys.inbox(stage.name()), worker.name(), "0-0", 10));
      }
    }
    return asked.stream().map(direct::await).flatMap(List::stream).toList();
  }

  /** Notes how long something took, and how long it may take on a machine that is not busy. */
  public void measured(String what, Duration took, Duration bound) {
    measurements.add(new Measurement(what, took, bound));
  }

  /** Notes how long something took. */
  public void measured(String what, Duration took) {
    measurements.add(new Measurement(what, took, null));
  }

  /** Says something that the report should tell. */
  public void note(String what) {
    notes.add(what);
  }

  /** Objects unless a condition holds. */
  public void expect(String what, boolean holds) {
    if (!holds) {
      objections.add("not so: " + what);
    }
  }

  /** Says what the fault has destroyed. */
  public void allow(Allowance allowance) {
    this.allowance = allowance;
  }

  /**
   * Ends the load, waits until the pipeline is quiet, and judges.
   *
   * @throws IllegalStateException where submits stay without an answer
   */
  public Outcome finish() {
    producer.stop();
    clockwork.stop();
    long stopped = System.nanoTime();
    List<String> left = observer.awaitQuiet(PATIENCE);
    Duration drained = Duration.ofNanos(System.nanoTime() - stopped);
    Judge judge = new Judge(pipeline, observer, workers, tap);
    Judge.Found found =
        producer instanceof Load load && counted()
            ? judge.oneByOne(load.history(), published, allowance)
            : judge.summed(tally);
    note(found.windows());
    List<String> violations = new ArrayList<>(objections);
    violations.addAll(producer.surprises());
    if (!left.isEmpty()) {
      violations.add("the pipeline was not quiet after " + PATIENCE + ": " + left);
    }
    violations.addAll(found.verdict().violations());
    violations.addAll(clockwork.judgeEnd(observer.fired()));
    return new Outcome(
        found.verdict(),
        found.again(),
        producer instanceof Load load ? load.refused() : 0,
        List.copyOf(measurements),
        drained,
        notes.stream().distinct().toList(),
        violations);
  }

  /**
   * How a run ended.
   *
   * @param verdict in the terms of the checker
   * @param again how often handlers ran beyond what the jobs needed; -1 where jobs were lost, so
   *     that nobody can tell
   * @param refused submits that Redis did not take
   * @param measurements how long things took
   * @param drained how long it took from the last submit until all was quiet
   * @param notes what else the report should tell
   * @param violations what must not have happened
   */
  public record Outcome(
      Verdict verdict,
      long again,
      long refused,
      List<Measurement> measurements,
      Duration drained,
      List<String> notes,
      List<String> violations) {}

  @Override
  public void close() {
    brake.close();
    producer.close();
    tap.close();
    workers.close();
    results.close();
    watching.close();
    client.close();
    producing.close();
    direct.close();
    site.close();
  }
}
