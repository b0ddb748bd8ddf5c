package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Checksum;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.internal.wire.Wire;
import io.streamweir.pipeline.Dedupe;
import io.streamweir.pipeline.Priority;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code append.lua} or {@code append-plain.lua} for one inbox: the one step in which jobs
 * enter it. Thread-safe.
 */
public final class AppendScript {
  /** The script, which is the same for all inboxes. */
  private static final Script SCRIPT = new Script("wire/checks", "entry/room", "entry/append");

  /** What a client needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs(), PlainAppend.SCRIPT.needs());

  private static final byte[] PLAIN = Call.bytes("F");
  private static final byte[] GENERAL = Call.bytes("G");
  private static final byte[] UNTIL_ENDED = Call.bytes("U");
  private static final byte[] DEBOUNCED = Call.bytes("D");
  private static final byte[] NUMBER = Call.bytes("S");
  private static final byte[] MOVED = Call.bytes("M");
  private static final byte[] FINGERPRINT = Call.bytes("H");
  private static final int FIXED_KEYS = 4;

  private final RedisLink link;
  private final Keys keys;
  private final byte[] inbox;
  private final byte[] later;
  private final byte[] cancelled;
  private final byte[] closed;
  private final List<byte[]> otherLaters; // of other priorities
  private final byte[] group = Call.bytes(Keys.GROUP);
  private final long maxBacklog;

  /** For the inbox of {@code stage}, which refuses more than {@code maxBacklog} entries. */
  public AppendScript(RedisLink link, Keys keys, String stage, long maxBacklog) {
    this(link, keys, List.of(keys.priority()), stage, maxBacklog);
  }

  /**
   * The same of a pipeline that has several priorities: a debounced job replaces one of the same
   * dedupe key at whichever of them it waits.
   */
  public AppendScript(
      RedisLink link, Keys keys, List<Priority> priorities, String stage, long maxBacklog) {
    this.link = link;
    this.keys = keys;
    this.inbox = Call.bytes(keys.inbox(stage));
    this.later = Call.bytes(keys.later(stage));
    this.cancelled = Call.bytes(keys.cancelled());
    this.closed = Call.bytes(keys.closed());
    this.otherLaters =
        priorities.stream()
            .filter(priority -> priority != keys.priority())
            .map(priority -> Call.bytes(keys.at(priority).later(stage)))
            .toList();
    this.maxBacklog = maxBacklog;
  }

  /**
   * One job to append.
   *
   * @param entry its first entry
   * @param delayMillis 0 for none
   * @param dueMillis when it is due, in ms since 1970 by the server's clock; 0 goes by the delay
   * @param dedupeKey null for none
   * @param windowMillis for how long the dedupe key is remembered; of a debounced job, by how much
   *     later ones may put it off, 0 for ever
   * @param debounced whether it replaces one that is delayed under the same dedupe key
   * @param samePayload whether another payload under the dedupe key is a conflict
   * @param number its number within its source, which is above that of the job before; null where
   *     the jobs of a call are numbered one by one
   */
  public record Job(
      NewEntry entry,
      long delayMillis,
      long dueMillis,
      @Nullable String dedupeKey,
      long windowMillis,
      boolean debounced,
      boolean samePayload,
      @Nullable JobNumber number) {
    /** One that is due after a delay. */
    public Job(NewEntry entry, long delayMillis, @Nullable String dedupeKey, long windowMillis) {
      this(entry, delayMillis, 0, dedupeKey, windowMillis);
    }

    /** A job that replaces no other. */
    public Job(
        NewEntry entry,
        long delayMillis,
        long dueMillis,
        @Nullable String dedupeKey,
        long windowMillis) {
      this(entry, delayMillis, dueMillis, dedupeKey, windowMillis, false, false, null);
    }

    /** A job that replaces another one where it is debounced. */
    public Job(
        NewEntry entry,
        long delayMillis,
        long dueMillis,
        @Nullable String dedupeKey,
        long windowMillis,
        boolean debounced) {
      this(entry, delayMillis, dueMillis, dedupeKey, windowMillis, debounced, false, null);
    }

    /**
     * A job as its submitter wants it.
     *
     * @param dedupe null for none
     */
    public static Job of(
        NewEntry entry, long delayMillis, long dueMillis, @Nullable Dedupe dedupe) {
      if (dedupe == null) {
        return new Job(entry, delayMillis, dueMillis, null, 0);
      }
      String key = dedupe.key();
      long time = dedupe.time().toMillis();
      Job job =
          switch (dedupe.mode()) {
            case WINDOW -> new Job(entry, delayMillis, dueMillis, key, time);
            case UNTIL_FINISHED -> {
              long left = Math.max(0, dueMillis - System.currentTimeMillis());
              long wait = dueMillis == 0 ? delayMillis : left;
              yield new Job(entry.holding(key, time), delayMillis, dueMillis, key, wait + time);
            }
            case DEBOUNCE ->
                new Job(entry.holding(key, 0), time, 0, key, dedupe.longest().toMillis(), true);
          };
      return dedupe.samePayload() ? job.comparingPayloads() : job;
    }

    /** The same, to which another payload under its dedupe key is a conflict. */
    public Job comparingPayloads() {
      return new Job(
          entry, delayMillis, dueMillis, dedupeKey, windowMillis, debounced, true, number);
    }

    /** The same with this number within its source. */
    public Job numbered(JobNumber number) {
      return new Job(
          entry, delayMillis, dueMillis, dedupeKey, windowMillis, debounced, samePayload, number);
    }

    /** The bytes of its payload. */
    public int payloadBytes() {
      return entry.payloadBytes();
    }

    boolean plain() {
      return entry.plain() && !delayed() && dedupeKey == null;
    }

    boolean isNumbered() {
      return number != null;
    }

    boolean delayed() {
      return delayMillis > 0 || dueMillis > 0;
    }
  }

  /** A number in two parts, the first of which counts more: as ids of entries are. */
  public record JobNumber(long ms, long seq) {}

  /**
   * Where jobs come from that are submitted in order and numbered.
   *
   * @param name the source's name
   * @param first the first job's number within its partition, from 1
   * @param ttl for how long its position is remembered; zero for ever
   * @param moves whether its jobs are removed elsewhere once they are taken: then a full server
   *     takes them, too
   */
  public record Source(String name, long first, Duration ttl, boolean moves) {
    /** Of jobs that are new to Redis. */
    public Source(String name, long first, Duration ttl) {
      this(name, first, ttl, false);
    }
  }

  /** Why a job was not appended, or not under its own id. */
  public enum Reason {
    /** There was no room. */
    FULL,
    /** It is there already: by its dedupe key, or by its number. */
    DUPLICATE,
    /** Another payload was submitted with its dedupe key. */
    CONFLICT,
    /** It was appended in the place, and with the id, of a debounced job. */
    REPLACED;

    private static Reason of(String code) {
      return switch (code) {
        case "FULL" -> FULL;
        case "DUP" -> DUPLICATE;
        case "DIFF" -> CONFLICT;
        case "PUT" -> REPLACED;
        default -> throw new IllegalStateException("append.lua says " + code);
      };
    }
  }

  /**
   * A job that was not appended, or not under its own id.
   *
   * @param position in the batch, from 0
   * @param firstJobId the job id that was submitted with the same dedupe key; empty where unknown
   */
  public record Refusal(int position, Reason reason, String firstJobId) {
    /** Whether there was no room. */
    public boolean full() {
      return reason == Reason.FULL;
    }

    /** Whether it was appended in the place of another job. */
    public boolean replaced() {
      return reason == Reason.REPLACED;
    }

    /** The same of the job at this position. */
    public Refusal at(int position) {
      return new Refusal(position, reason, firstJobId);
    }
  }

  /**
   * Appends those that fit, in order; answers with those that were refused. Fails with a {@link
   * RedisCallException}.
   */
  public CompletableFuture<List<Refusal>> run(List<Job> jobs, @Nullable Source source) {
    return run(jobs, source, Script.Fallback.FULL_TEXT);
  }

  /** The same, for a caller that may have sent more jobs behind them. */
  public CompletableFuture<List<Refusal>> run(
      List<Job> jobs, @Nullable Source source, Script.Fallback fallback) {
    return run(link.shared(), jobs, source, fallback);
  }

  CompletableFuture<List<Refusal>> run(
      Wire wire, List<Job> jobs, @Nullable Source source, Script.Fallback fallback) {
    Script script = script(jobs, source);
    Call args =
        script == SCRIPT
            ? args(jobs, source)
            : PlainAppend.args(inbox, closed, group, maxBacklog, jobs);
    return script.run(wire, args, fallback).thenApply(AppendScript::refusals);
  }

  /** The script that appends these. */
  public static Script script(List<Job> jobs, @Nullable Source source) {
    return source == null && PlainAppend.fits(jobs) ? PlainAppend.SCRIPT : SCRIPT;
  }

  private Call args(List<Job> jobs, @Nullable Source source) {
    List<String> dedupe = new ArrayList<>();
    jobs.stream()
        .filter(job -> job.dedupeKey() != null)
        .forEach(job -> dedupe.add(String.valueOf(job.dedupeKey())));
    List<byte[]> others = jobs.stream().anyMatch(Job::debounced) ? otherLaters : List.of();
    Call args = Call.args();
    add(args, jobs, source, dedupe, others);
    return args;
  }

  private void add(
      Call args,
      List<Job> jobs,
      @Nullable Source source,
      List<String> dedupe,
      List<byte[]> others) {
    boolean moves = source != null && source.moves();
    boolean delays = jobs.stream().anyMatch(Job::delayed);
    args.addKey(inbox).addKey(delays || moves ? later : inbox);
    args.addKey(source == null ? inbox : Call.bytes(keys.source(source.name())));
    args.addKey(dedupe.isEmpty() ? inbox : cancelled); // tells whether another job was cancelled
    dedupe.forEach(key -> args.addKey(keys.unique(key)));
    others.forEach(args::addKey);
    args.addKey(closed);
    args.add(group).add(maxBacklog);
    args.add(source == null ? 0 : source.first());
    args.add(source == null ? 0 : source.ttl().toMillis());
    args.add(others.size());
    if (moves) {
      args.add(MOVED);
    }
    RepeatedNumber times = new RepeatedNumber();
    int nextDedupe = FIXED_KEYS + 1;
    int from = 0;
    while (from < jobs.size()) {
      addNumber(args, jobs.get(from).number());
      int to = endOfPlain(jobs, from);
      if (to > from) {
        args.add(PLAIN).add(to - from);
        jobs.subList(from, to).forEach(job -> job.entry().addPlain(args, times));
        from = to;
      } else {
        Job job = jobs.get(from++);
        addGeneral(args, job, job.dedupeKey() == null ? 0 : nextDedupe++);
      }
    }
  }

  /** Where a run of plain jobs ends, of which only the first may have a number. */
  private static int endOfPlain(List<Job> jobs, int from) {
    int to = from;
    while (to < jobs.size() && jobs.get(to).plain() && (to == from || !jobs.get(to).isNumbered())) {
      to++;
    }
    return to;
  }

  private static void addNumber(Call args, @Nullable JobNumber number) {
    if (number != null) {
      args.add(NUMBER).add(number.ms()).add(number.seq());
    }
  }

  private static void addGeneral(Call args, Job job, int dedupeKey) {
    NewEntry entry = job.entry();
    if (job.dedupeKey() != null && !job.debounced()) {
      args.add(FINGERPRINT).add(job.samePayload() ? 1 : 0).add(Checksum.of(entry.payload()));
    }
    args.add(operation(job)).add(entry.jobId());
    if (job.dueMillis() > 0) {
      args.add("@" + job.dueMillis());
    } else {
      args.add(job.delayMillis());
    }
    args.add(Nonce.next());
    args.add(dedupeKey).add(job.windowMillis()).add(entry.fieldArguments());
    entry.addFields(args);
  }

  private static byte[] operation(Job job) {
    if (job.debounced()) {
      return DEBOUNCED;
    }
    return job.entry().keepsHolding() ? UNTIL_ENDED : GENERAL;
  }

  private static List<Refusal> refusals(List<Object> reply) {
    List<Refusal> refusals = new ArrayList<>();
    for (Object item : reply) {
      List<?> refusal = Resp.list(item);
      int position = (int) Resp.number(refusal.get(0)) - 1;
      Reason reason = Reason.of(Resp.text(refusal.get(1)));
      refusals.add(new Refusal(position, reason, Resp.text(refusal.get(2))));
    }
    return refusals;
  }
}
