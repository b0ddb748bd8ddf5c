package io.streamweir.chaos.rig;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.streamweir.chaos.oracle.JobPlan;
import io.streamweir.chaos.oracle.Observation;
import io.streamweir.chaos.oracle.Windows;
import io.streamweir.chaos.program.EchoPipeline;
import io.streamweir.chaos.program.Events;
import io.streamweir.chaos.program.Settings;
import io.streamweir.chaos.records.Item;
import io.streamweir.client.LoggedResult;
import io.streamweir.client.Result;
import io.streamweir.client.ResultLog;
import io.streamweir.client.ResultPage;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.Doctor;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.OutboxStatus;
import io.streamweir.inspect.StageStatus;
import io.streamweir.inspect.WindowStatus;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.results.ResultStore;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Looks at a pipeline from outside, past everything that is disturbed. */
final class Observer {
  private static final List<String> COUNTED =
      List.of("split", "work", "total", "side", "danger", "part", "join", "line", "after");
  private static final int CHUNK = 1_000;
  private static final int ALL = 1_000_000;
  private static final int QUIET_LOOKS = 3;
  private static final Pattern DEAD_LETTERS =
      Pattern.compile(" dead letters?( or more)? came into ");
  private static final Duration LOOK = Duration.ofMillis(200);

  private final RedisLink link;
  private final Pipeline<?> pipeline;
  private final RedisClusterCommands<String, String> redis;
  private final Duration lease;
  private final Inspector inspector;
  private final Inspector echoes;
  private final List<Keys> partitions;
  private final AvroCodec codec;

  Observer(
      RedisLink link,
      Pipeline<?> pipeline,
      RedisClusterCommands<String, String> redis,
      Duration lease) {
    this.link = link;
    this.pipeline = pipeline;
    this.redis = redis;
    this.lease = lease;
    this.inspector = new Inspector(link, pipeline);
    this.echoes = new Inspector(link, EchoPipeline.pipeline(Settings.defaults()));
    this.partitions = Keys.partitions(link, pipeline.name(), pipeline.partitions());
    this.codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link)));
  }

  /**
   * Waits until nothing waits, pends, is delayed or is untrimmed. Says in words what still does
   * where that never comes.
   */
  List<String> awaitQuiet(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    int looks = 0;
    while (looks < QUIET_LOOKS) {
      List<String> left = left();
      looks = left.isEmpty() ? looks + 1 : 0;
      if (!left.isEmpty() && System.nanoTime() - deadline > 0) {
        return left;
      }
      Waiting.pause(LOOK);
    }
    return List.of();
  }

  private List<String> left() {
    try {
      return leftInStages();
    } catch (RedisCallException e) {
      return List.of("Redis cannot be asked: " + e.getMessage());
    }
  }

  private List<String> leftInStages() {
    List<String> left = new ArrayList<>();
    for (OutboxStatus outbox : inspector.outboxes()) {
      if (outbox.waiting() > 0) {
        left.add(outbox.waiting() + " jobs wait for the pipeline " + outbox.target());
      }
    }
    List<StageStatus> stages = new ArrayList<>(inspector.status());
    stages.addAll(echoes.status());
    for (StageStatus stage : stages) {
      if (stage.backlog() > 0 || stage.delayed() > 0) {
        left.add(
            String.format(
                Locale.ROOT,
                "%s: %d wait, %d pend, %d are delayed",
                stage.stage(),
                stage.lag(),
                stage.pending(),
                stage.delayed()));
      }
    }
    InboxQueries queries = new InboxQueries(link);
    for (Keys keys : Keys.levels(link, pipeline)) {
      for (StageDefinition<?, ?> stage : pipeline.stages()) {
        long length = link.await(queries.length(keys.inbox(stage.name())));
        if (length > 0) {
          left.add(keys.inbox(stage.name()) + " holds " + length + " entries");
        }
      }
    }
    for (WindowStatus window : inspector.windows()) {
      if (window.open() > 0) {
        left.add(window.open() + " spans of the window " + window.window() + " are open");
      }
    }
    return left;
  }

  /** How many entries wait for any stage or are pending there. */
  long behind() {
    return inspector.status().stream().mapToLong(StageStatus::backlog).sum();
  }

  /** How many entries wait for a stage or are pending there. */
  long backlog(String stage) {
    return inspector.status().stream()
        .filter(status -> status.stage().equals(stage))
        .mapToLong(StageStatus::backlog)
        .sum();
  }

  /** How many entries of all stages are delayed. */
  long delayed() {
    return inspector.status().stream().mapToLong(StageStatus::delayed).sum();
  }

  /** How many entries of this priority a stage has settled. */
  long settled(String stage, Priority priority) {
    return inspector.inboxes().stream()
        .filter(inbox -> inbox.priority() == priority && inbox.stage().stage().equals(stage))
        .mapToLong(inbox -> inbox.stage().done())
        .sum();
  }

  /** The sums that the last stages keep; empty fields are missing. */
  Map<String, Long> sums() {
    Map<String, Long> sums = new HashMap<>(inspector.counters("sums"));
    sums.putAll(echoes.counters("sums"));
    return sums;
  }

  /** The dead letters of all stages. */
  Map<String, List<String>> letters() {
    Map<String, List<String>> letters = new HashMap<>();
    for (StageDefinition<?, ?> stage : pipeline.stages()) {
      for (DeadLetters.Letter letter : new DeadLetters(link, pipeline, stage.name()).list(ALL)) {
        letters
            .computeIfAbsent(letter.jobId(), job -> new ArrayList<>())
            .add(stage.name() + " " + letter.reason());
      }
    }
    return letters;
  }

  /** Everything that the run left behind. */
  Observation observe(Map<String, Integer> published, Tap tap) {
    Map<String, Long> effects = new HashMap<>();
    for (String state : COUNTED) {
      inspector.counters(state).forEach((field, times) -> effects.put(state + "/" + field, times));
    }
    String echo = EchoPipeline.STATE;
    echoes.counters(echo).forEach((field, times) -> effects.put(echo + "/" + field, times));
    return new Observation(
        effects,
        sums(),
        results(),
        logged(),
        letters(),
        published,
        tap.arrivals(),
        fired(),
        heldKeys(),
        tap.order(),
        windows(),
        leftovers());
  }

  /** What the windows have gathered and told. */
  Windows windows() {
    Map<String, Map<String, Long>> bySummary = new HashMap<>();
    inspector
        .counters("told")
        .forEach(
            (field, number) -> {
              int slash = field.lastIndexOf('/');
              bySummary
                  .computeIfAbsent(field.substring(0, slash), id -> new HashMap<>())
                  .put(field.substring(slash + 1), number);
            });
    Map<String, Windows.Told> told = new HashMap<>();
    bySummary.forEach((id, numbers) -> told.put(id, told(numbers)));
    WindowStatus status = inspector.windows().get(0);
    return new Windows(told, status.open(), status.late(), status.early());
  }

  private static Windows.Told told(Map<String, Long> numbers) {
    return new Windows.Told(
        numbers.getOrDefault("times", 0L),
        numbers.getOrDefault("updates", 0L),
        numbers.getOrDefault(Events.PIECES, 0L),
        numbers.getOrDefault(Events.VALUES, 0L),
        numbers.getOrDefault("least", 0L),
        numbers.getOrDefault("greatest", 0L),
        numbers.getOrDefault(Events.JOBS, 0L));
  }

  /** How often each fire of the schedule was handled, by job id. */
  Map<String, Long> fired() {
    return inspector.counters("ticks");
  }

  /**
   * What should not be there any more, and what the doctor says; but for dead letters, which the
   * oracle judges.
   */
  List<String> leftovers() {
    List<String> left = new ArrayList<>(leftInStages());
    for (Doctor.Finding finding : findings()) {
      if (!finding.healthy() && !DEAD_LETTERS.matcher(finding.what()).find()) {
        left.add("doctor: " + finding.what() + "; " + finding.advice());
      }
    }
    return left;
  }

  List<Doctor.Finding> findings() {
    return new Doctor(link, pipeline, lease).examine();
  }

  private Map<String, String> results() {
    Map<String, String> results = new HashMap<>();
    for (Keys keys : partitions) {
      List<String> jobs = jobsWithResults(keys);
      for (int from = 0; from < jobs.size(); from += CHUNK) {
        read(keys, jobs.subList(from, Math.min(from + CHUNK, jobs.size())), results);
      }
    }
    return results;
  }

  /** The dedupe keys that jobs still hold, of those that are let go when a job has ended. */
  private Set<String> heldKeys() {
    Set<String> held = new HashSet<>();
    partitions.forEach(keys -> held.addAll(namesBehind(keys.unique(""), JobPlan.HELD)));
    return held;
  }

  /** All ends in the log of results, by job id. */
  private Map<String, List<String>> logged() {
    Map<String, List<String>> logged = new HashMap<>();
    ResultLog log = ResultLog.open(link, pipeline);
    String place = log.beginning();
    ResultPage page;
    do {
      page = log.page(place, CHUNK);
      for (LoggedResult end : page.results()) {
        Result result = end.result();
        logged.computeIfAbsent(result.jobId(), job -> new ArrayList<>()).add(text(result));
      }
      place = page.next();
    } while (page.more());
    return logged;
  }

  private List<String> jobsWithResults(Keys keys) {
    return namesBehind(keys.result(""), "");
  }

  /** What follows on a prefix in the names of keys, where it begins so. */
  private List<String> namesBehind(String prefix, String begin) {
    String pattern = prefix.replace("*", "\\*") + begin + "*";
    ScanArgs wanted = ScanArgs.Builder.limit(CHUNK).match(pattern);
    List<String> names = new ArrayList<>();
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      KeyScanCursor<String> found = redis.scan(cursor, wanted);
      found.getKeys().forEach(key -> names.add(key.substring(prefix.length())));
      cursor = found;
    }
    return names.stream().distinct().toList();
  }

  private void read(Keys keys, List<String> jobs, Map<String, String> results) {
    ResultStore store = new ResultStore(link);
    List<Optional<ResultMessage>> messages =
        link.awaitAll(jobs.stream().map(job -> store.find(keys, job)).toList());
    for (int i = 0; i < jobs.size(); i++) {
      String job = jobs.get(i);
      messages.get(i).ifPresent(m -> results.put(job, text(Result.of(m, codec))));
    }
  }

  private static String text(Result result) {
    if (result instanceof Result.Failed failed) {
      return failed.stage() + " " + failed.reason();
    }
    return Long.toString(result.value(Item.class).getValue());
  }
}
