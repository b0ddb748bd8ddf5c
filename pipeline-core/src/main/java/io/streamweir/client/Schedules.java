package io.streamweir.client;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.schedule.ScheduleDefinition;
import io.streamweir.internal.feature.schedule.ScheduleDefinition.Origin;
import io.streamweir.internal.feature.schedule.ScheduleStore;
import io.streamweir.internal.feature.schedule.ScheduleStore.Pausing;
import io.streamweir.internal.feature.schedule.StoredSchedule;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.Schedule;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The schedules of one pipeline: those that its code defines and those that are added while it
 * runs. Workers fire them; nothing here needs to keep running. Thread-safe; every method throws
 * {@link RedisCallException} where Redis cannot be asked.
 *
 * @param <I> the payload that the pipeline accepts
 */
public final class Schedules<I> {
  private static final int MOST_TRIES = 10;

  private final RedisLink link;
  private final PipelineFacts<I> pipeline;
  private final Function<I, byte[]> encoder;
  private final List<ScheduleStore> stores;
  private final InboxQueries queries;

  Schedules(RedisLink link, PipelineFacts<I> pipeline, Function<I, byte[]> encoder) {
    this.link = link.patient();
    this.pipeline = pipeline;
    this.encoder = encoder;
    this.queries = new InboxQueries(this.link);
    this.stores =
        Keys.partitions(link, pipeline.name(), pipeline.partitions()).stream()
            .map(keys -> new ScheduleStore(this.link, keys))
            .toList();
  }

  /**
   * The schedules of this pipeline, without a client. Writes nothing as long as nothing is changed,
   * so a user that may only read can list them.
   *
   * @throws PipelineMeta.MismatchException where Redis holds another wire format, or another number
   *     of partitions to look in
   */
  public static <I> Schedules<I> open(RedisLink given, Pipeline<I> pipeline) {
    RedisLink link = given.patient();
    PipelineMeta.checkPlaces(link, pipeline);
    AvroCodec codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link)));
    return new Schedules<>(
        link,
        pipeline.facts(),
        JobEncoder.of(pipeline.facts(), codec, ClientConfig.defaults().maxPayloadBytes())::payload);
  }

  /** Where a schedule is, and what is there. */
  private record Found(ScheduleStore store, StoredSchedule stored) {}

  /** All of them, by name. */
  public List<ScheduleStatus> list() {
    Instant now = now();
    List<ScheduleStatus> all = new ArrayList<>();
    List<Map<String, StoredSchedule>> byPartition =
        link.awaitAll(stores.stream().map(ScheduleStore::all).toList());
    for (ScheduleStore store : stores) {
      byPartition
          .get(store.partition())
          .forEach((name, stored) -> all.add(status(name, store.partition(), stored, now)));
    }
    all.sort(Comparator.comparing(ScheduleStatus::name).thenComparing(ScheduleStatus::partition));
    return all;
  }

  /** This one, if it is there. */
  public Optional<ScheduleStatus> find(String name) {
    return list().stream().filter(status -> status.name().equals(name)).findFirst();
  }

  private static ScheduleStatus status(
      String name, int partition, StoredSchedule stored, Instant now) {
    Instant due = stored.due();
    boolean isLate = due != null && !stored.paused() && due.isBefore(now);
    Duration late = isLate ? Duration.between(due, now) : Duration.ZERO;
    try {
      ScheduleDefinition definition = stored.definition();
      return new ScheduleStatus(name, partition, definition, "", stored.paused(), due, late);
    } catch (IllegalArgumentException e) {
      String defect = String.valueOf(e.getMessage());
      return new ScheduleStatus(name, partition, null, defect, stored.paused(), due, late);
    }
  }

  /**
   * Adds a schedule, or changes the one of this name that a client added or that code defines no
   * longer. If its times are the same, it keeps its place in time. If it is paused, it stays so.
   *
   * @throws ScheduleException where code defines one of this name, or where the key of the one that
   *     is there leads to another partition
   * @throws PayloadTooLargeException where the payload is too large
   */
  public void put(Schedule<I> given) {
    put(given, before -> {});
  }

  /**
   * The same, if a condition holds for what is there: it throws to refuse the change. Between the
   * condition and the change nobody else changes the schedule, so a condition may run again.
   *
   * @param condition gets what this call would change; empty where it would add one
   */
  public void put(Schedule<I> given, Consumer<Optional<ScheduleStatus>> condition) {
    Schedule<I> schedule = pipeline.withKey(given);
    ScheduleDefinition definition =
        new ScheduleDefinition(
            schedule.timing(),
            schedule.key(),
            schedule.missed(),
            Origin.CLIENT,
            encoder.apply(schedule.payload()));
    ScheduleStore store = stores.get(pipeline.partitionOf(schedule.partitionKey()));
    for (int i = 0; i < MOST_TRIES; i++) {
      Found found = search(schedule.name()).orElse(null);
      StoredSchedule before = found == null ? null : found.stored();
      Instant now = now();
      condition.accept(
          Optional.ofNullable(found)
              .map(it -> status(schedule.name(), it.store().partition(), it.stored(), now)));
      mustBeOurs(schedule.name(), found);
      if (found != null && !found.store().equals(store)) {
        throw new ScheduleException(
            "schedule '%s' is in partition %s and its key leads to %s now; remove it first"
                .formatted(schedule.name(), found.store().partition(), store.partition()));
      }
      boolean sameTimes = before != null && keepsTimes(before, definition);
      Instant due = sameTimes ? null : schedule.timing().next(now);
      boolean retired = before != null && origin(before) == Origin.RETIRED;
      Pausing pausing = retired ? Pausing.RESUME : Pausing.KEEP;
      if (store.put(schedule.name(), before, definition, due, pausing)) {
        return;
      }
    }
    throw busy(schedule.name());
  }

  private static boolean keepsTimes(StoredSchedule before, ScheduleDefinition after) {
    return before.due() != null
        && before.readable().filter(said -> said.timing().equals(after.timing())).isPresent();
  }

  /**
   * Forgets a schedule; jobs that it submitted stay.
   *
   * @throws ScheduleException where there is none of this name, or where code defines it
   */
  public void remove(String name) {
    remove(name, before -> {});
  }

  /** The same, if a condition holds for what is there, as {@link #put(Schedule, Consumer)}. */
  public void remove(String name, Consumer<ScheduleStatus> condition) {
    change(
        name,
        (store, stored) -> {
          condition.accept(status(name, store.partition(), stored, now()));
          mustBeOurs(name, new Found(store, stored));
          return store.remove(name, stored);
        });
  }

  /**
   * Keeps a schedule from firing, also over restarts and deployments of workers.
   *
   * @throws ScheduleException where there is none of this name
   */
  public void pause(String name) {
    pause(name, before -> {});
  }

  /** The same, if a condition holds for what is there, as {@link #put(Schedule, Consumer)}. */
  public void pause(String name, Consumer<ScheduleStatus> condition) {
    change(
        name,
        (store, stored) -> {
          condition.accept(status(name, store.partition(), stored, now()));
          return store.pause(name, stored, Pausing.PAUSE);
        });
  }

  /**
   * Lets a schedule fire again; what was due meanwhile counts as missed.
   *
   * @throws ScheduleException where there is none of this name, or where code does not define it
   *     any more
   */
  public void resume(String name) {
    resume(name, before -> {});
  }

  /** The same, if a condition holds for what is there, as {@link #put(Schedule, Consumer)}. */
  public void resume(String name, Consumer<ScheduleStatus> condition) {
    change(
        name,
        (store, stored) -> {
          condition.accept(status(name, store.partition(), stored, now()));
          if (origin(stored) == Origin.RETIRED) {
            throw new ScheduleException(
                "schedule '"
                    + name
                    + "' is no longer defined in code; define it there again, or remove it");
          }
          return store.pause(name, stored, Pausing.RESUME);
        });
  }

  /**
   * Submits a schedule's job at once, whether it is paused or not; its next fire stays as it is.
   *
   * @return the receipt of the job, whose id begins with {@code name.run.}
   * @throws ScheduleException where there is no schedule of this name, or where it cannot be read
   * @throws InboxFullException where the first inbox is full
   * @throws SubmitsRefusedException where submits are refused while the pipeline is paused
   */
  public Receipt runNow(String name) {
    return runNow(name, before -> {});
  }

  /**
   * The same, if a condition holds for what is there: it throws to refuse the run. The job is that
   * of the schedule which the condition got, even if somebody changes the schedule meanwhile.
   */
  public Receipt runNow(String name, Consumer<ScheduleStatus> condition) {
    Found found = search(name).orElseThrow(() -> missing(name));
    int partition = found.store().partition();
    condition.accept(status(name, partition, found.stored(), now()));
    String jobId = name + ".run." + JobId.next();
    ScheduleDefinition definition = readable(name, found);
    NewEntry entry =
        NewEntry.submitted(jobId, System.currentTimeMillis(), definition.payload(), null);
    if (pipeline.keyed()) {
      entry = entry.keyed(definition.key() == null ? name : definition.key());
    }
    AppendScript append =
        new AppendScript(
            link,
            Keys.of(link, pipeline.name(), partition),
            pipeline.first(),
            pipeline.maxBacklog());
    try {
      List<AppendScript.Refusal> refusals =
          link.await(append.run(List.of(new AppendScript.Job(entry, 0, null, 0)), null));
      if (!refusals.isEmpty()) {
        throw InboxFullException.of(pipeline);
      }
      return new Receipt(jobId, partition, false);
    } catch (RedisCallException e) {
      if (e.code().equals(RedisCallException.CLOSED)) {
        throw SubmitsRefusedException.of("job " + jobId + " was not added: ", e);
      }
      throw e.uncertain()
          ? new SubmitUncertainException("job " + jobId + " may have been added", e)
          : e;
    }
  }

  private static ScheduleDefinition readable(String name, Found found) {
    try {
      return found.stored().definition();
    } catch (IllegalArgumentException e) {
      throw new ScheduleException("schedule '" + name + "' cannot be read: " + e.getMessage());
    }
  }

  private void change(String name, BiPredicate<ScheduleStore, StoredSchedule> change) {
    for (int i = 0; i < MOST_TRIES; i++) {
      Found found = search(name).orElseThrow(() -> missing(name));
      if (change.test(found.store(), found.stored())) {
        return;
      }
    }
    throw busy(name);
  }

  private Optional<Found> search(String name) {
    List<Map<String, StoredSchedule>> all =
        link.awaitAll(stores.stream().map(ScheduleStore::all).toList());
    for (ScheduleStore store : stores) {
      StoredSchedule stored = all.get(store.partition()).get(name);
      if (stored != null) {
        return Optional.of(new Found(store, stored));
      }
    }
    return Optional.empty();
  }

  private static void mustBeOurs(String name, @Nullable Found found) {
    if (found != null && origin(found.stored()) == Origin.CODE) {
      throw new ScheduleException(
          "schedule '"
              + name
              + "' is defined in the pipeline's code; change it there, or pause it");
    }
  }

  private static Origin origin(StoredSchedule stored) {
    // A schedule that cannot be read may be removed by any caller.
    return stored.readable().map(ScheduleDefinition::origin).orElse(Origin.CLIENT);
  }

  private ScheduleException missing(String name) {
    List<String> known = list().stream().map(ScheduleStatus::name).toList();
    return new ScheduleException(
        "pipeline '%s' has no schedule '%s'; it has %s"
            .formatted(pipeline.name(), name, known.isEmpty() ? "none" : String.join(", ", known)));
  }

  private static ScheduleException busy(String name) {
    return new ScheduleException(
        "schedule '" + name + "' is being changed by somebody else all the time; try again");
  }

  private Instant now() {
    return Instant.ofEpochMilli(queries.now());
  }
}
