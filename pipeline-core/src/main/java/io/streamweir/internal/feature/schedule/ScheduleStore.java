package io.streamweir.internal.feature.schedule;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The schedules of one partition. Thread-safe; futures fail with a {@link RedisCallException}, and
 * methods that wait throw it.
 */
public record ScheduleStore(RedisLink link, Keys keys) {
  private static final Script CHANGE = new Script("wire/checks", "feature/schedule/schedule");
  private static final Script FIRE =
      new Script("wire/checks", "entry/room", "feature/schedule/fire");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS =
      List.of(
          CHANGE.needs(),
          FIRE.needs(),
          Needs.of("schedules", "HGET", "HGETALL"),
          Needs.of("fires", "ZRANGE"));

  /** The partition, from 0. */
  public int partition() {
    return keys.partition();
  }

  /** What became of an attempt to fire. */
  public enum Fired {
    /** It was fired. */
    FIRED,
    /** Another worker fired it first, or it was changed, paused or removed meanwhile. */
    CHANGED,
    /** It is not due yet. */
    EARLY,
    /** The inbox had no room. */
    FULL,
    /** Submits are refused while the pipeline is paused. */
    CLOSED
  }

  /** How a change treats the question whether the schedule is paused. */
  public enum Pausing {
    /** Leaves it as it is. */
    KEEP("keep"),
    /** Pauses it, with the time at which it would have been due. */
    PAUSE("1"),
    /** Lets it fire again, from the time at which it would have been due. */
    RESUME("0");

    private final String argument;

    Pausing(String argument) {
      this.argument = argument;
    }
  }

  /** All schedules by name, read in two steps. */
  public CompletableFuture<Map<String, StoredSchedule>> all() {
    CompletableFuture<Map<String, Long>> scores =
        link.shared()
            .list(Command.ZRANGE, Call.args().addKey(keys.fires()).add(0).add(-1).add("WITHSCORES"))
            .thenApply(Resp::scores);
    return link.shared()
        .list(Command.HGETALL, Call.args().addKey(keys.schedules()))
        .thenCombine(
            scores,
            (flat, byName) -> {
              Map<String, StoredSchedule> all = new TreeMap<>();
              Resp.named(flat)
                  .forEach(
                      (name, value) ->
                          all.put(
                              name,
                              new StoredSchedule((byte[]) value, byName.getOrDefault(name, 0L))));
              return all;
            });
  }

  /** This schedule, without its due time. */
  public CompletableFuture<Optional<StoredSchedule>> find(String name) {
    return link.shared()
        .send(Command.HGET, Reply.VALUE, Call.args().addKey(keys.schedules()).add(name))
        .thenApply(bytes -> Optional.ofNullable(bytes).map(there -> new StoredSchedule(there, 0)));
  }

  /**
   * Defines or changes a schedule; false where it is no longer what {@code before} says.
   *
   * @param before what was read, null where there was none
   * @param after what it shall be
   * @param due when it shall fire next; null keeps the time that it has
   */
  public boolean put(
      String name,
      @Nullable StoredSchedule before,
      ScheduleDefinition after,
      @Nullable Instant due,
      Pausing pausing) {
    return change(name, before, after.bytes(), due, pausing);
  }

  /** Pauses or resumes; false where it is no longer what {@code before} says. */
  public boolean pause(String name, StoredSchedule before, Pausing pausing) {
    return change(name, before, before.bytes(), null, pausing);
  }

  /** Forgets it; false where it is no longer what {@code before} says. */
  public boolean remove(String name, StoredSchedule before) {
    return change(name, before, new byte[0], null, Pausing.KEEP);
  }

  private boolean change(
      String name,
      @Nullable StoredSchedule before,
      byte[] after,
      @Nullable Instant due,
      Pausing pausing) {
    String expected = before == null ? "" : before.digest();
    Call args =
        Call.args()
            .addKey(keys.schedules())
            .addKey(keys.fires())
            .add(name)
            .add(expected)
            .add(after)
            .add(due == null ? 0 : due.toEpochMilli())
            .add(pausing.argument);
    return Resp.first(link.await(CHANGE.run(link.shared(), args))) == 1;
  }

  /**
   * One fire to submit.
   *
   * @param schedule its name
   * @param read as it was read
   * @param due the time at which the schedule is due
   * @param next the time at which it is due then
   * @param jobId the job to submit; empty where the fire is only passed over
   * @param headers of the job, as they are on the wire; null for none
   * @param key of the job, where the pipeline has stages to which keys matter; else null
   */
  public record Fire(
      String schedule,
      StoredSchedule read,
      Instant due,
      Instant next,
      String jobId,
      @Nullable String headers,
      @Nullable String key) {
    /** Of a job whose key does not matter. */
    public Fire(
        String schedule,
        StoredSchedule read,
        Instant due,
        Instant next,
        String jobId,
        @Nullable String headers) {
      this(schedule, read, due, next, jobId, headers, null);
    }
  }

  /** Submits a fire to this stage's inbox, unless another worker did. */
  public CompletableFuture<Fired> fire(Fire fire, String stage, long maxBacklog) {
    String digest = fire.read().digest();
    Call args = Call.args().addKey(keys.schedules()).addKey(keys.fires()).addKey(keys.inbox(stage));
    args.addKey(keys.closed());
    args.add(fire.schedule()).add(fire.due().toEpochMilli()).add(digest);
    args.add(fire.next().toEpochMilli()).add(fire.jobId());
    args.add(fire.headers() == null ? "" : fire.headers());
    args.add(Keys.GROUP).add(maxBacklog);
    args.add(fire.key() == null ? "" : fire.key());
    return FIRE.run(link.shared(), args).thenApply(reply -> Fired.valueOf(Resp.text(reply.get(0))));
  }

  /** When the schedule is due that is due first, in ms since 1970; 0 where none is. */
  public CompletableFuture<Long> firstDueMillis() {
    var args = Call.args().addKey(keys.fires()).add(0).add("+inf").add("BYSCORE");
    return link.shared()
        .list(Command.ZRANGE, args.add("LIMIT").add(0).add(1).add("WITHSCORES"))
        .thenApply(head -> head.size() < 2 ? 0 : Resp.score(head.get(1)));
  }
}
