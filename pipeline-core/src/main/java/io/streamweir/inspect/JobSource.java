package io.streamweir.inspect;

import io.streamweir.codec.PayloadJson;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryName;
import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.StreamId;
import io.streamweir.internal.feature.jobs.EntryStep;
import io.streamweir.internal.feature.jobs.EntryStep.Found;
import io.streamweir.internal.feature.jobs.InboxWalk;
import io.streamweir.internal.feature.jobs.LaterEntries;
import io.streamweir.internal.feature.jobs.LaterWalk;
import io.streamweir.internal.feature.keyed.KeyedQueries;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.internal.housekeeping.LiveWorkers;
import io.streamweir.internal.housekeeping.LiveWorkers.Present;
import io.streamweir.internal.wire.FirstUse;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The entries of one state of a stage at one place. For one page and thread. */
final class JobSource {
  private static final EntryName NO_NAME = new EntryName(new byte[0]);

  private final RedisLink link;
  private final Keys keys;
  private final String stage;
  private final PayloadJson payloads;
  private final long now;
  private final FirstUse<LiveWorkers> live;

  /**
   * Of this stage and place.
   *
   * @param live the workers that live, of which is asked only where an entry is pending
   * @param now the server's clock in ms since 1970
   */
  JobSource(
      RedisLink link,
      Keys keys,
      String stage,
      PayloadJson payloads,
      FirstUse<LiveWorkers> live,
      long now) {
    this.link = link;
    this.keys = keys;
    this.stage = stage;
    this.payloads = payloads;
    this.live = live;
    this.now = now;
  }

  /**
   * What was looked at.
   *
   * @param seen in their order
   * @param end whether there is nothing behind it
   */
  record Step(List<Seen> seen, boolean end) {}

  /**
   * One entry.
   *
   * @param bytes of its payload
   * @param entry null where it is not wanted, or ended while it was looked at
   */
  record Seen(String position, int bytes, @Nullable JobEntry entry) {}

  /**
   * Up to {@code count} entries of this state behind a position; an empty one is before all.
   *
   * @param wanted which of them to show
   */
  Step after(JobState state, String position, int count, Predicate<Entry> wanted) {
    return switch (state) {
      case WAITING -> step(state, inbox().waiting(position, count), wanted);
      case PENDING -> step(state, inbox().pending(position, count), wanted);
      case DELAYED -> step(state, later().delayed(position, count), wanted);
      case PARKED -> step(state, later().parked(position, count), wanted);
      case DEAD -> dead(position, count, wanted);
    };
  }

  /** The same from the newest to the oldest; an empty position is behind all. */
  Step before(JobState state, String position, int count, Predicate<Entry> wanted) {
    if (position.equals("0-0")) {
      return new Step(List.of(), true);
    }
    return state == JobState.WAITING
        ? step(state, inbox().waitingBefore(position, count), wanted)
        : dead(new DeadStream(link, keys, stage).before(position, count), count, wanted);
  }

  private InboxWalk inbox() {
    return new InboxWalk(link, keys.inbox(stage));
  }

  private LaterWalk later() {
    return new LaterWalk(link, keys, stage);
  }

  private Step step(JobState state, EntryStep read, Predicate<Entry> wanted) {
    List<Seen> seen = new ArrayList<>();
    for (Found found : read.found()) {
      Entry entry = found.entry();
      boolean shown = entry != null && wanted.test(entry);
      int bytes = entry == null ? 0 : entry.payload().length;
      seen.add(
          new Seen(
              found.position(), bytes, shown && entry != null ? entry(state, found, entry) : null));
    }
    return new Step(seen, read.end());
  }

  /** One that was found by its job. */
  JobEntry later(LaterEntries.Waiting waiting) {
    JobState state = waiting.dueMillis() < 0 ? JobState.PARKED : JobState.DELAYED;
    long due = waiting.dueMillis();
    return entry(state, new Found("", waiting.entry(), null, due, NO_NAME), waiting.entry());
  }

  private JobEntry entry(JobState state, Found found, Entry entry) {
    boolean inInbox = !entry.id().isEmpty();
    Optional<Instant> since = inInbox ? Optional.of(time(entry.id())) : Optional.empty();
    Optional<Long> due = Optional.of(found.dueMillis()).filter(millis -> millis >= 0);
    return shown(
        state,
        inInbox ? keys.place() + ":" + entry.id() : "",
        found.position(),
        entry,
        since,
        entry.attempt(),
        Optional.ofNullable(found.pending()).map(this::holder),
        due.map(Instant::ofEpochMilli),
        Optional.ofNullable(entry.lastError()).orElse(""));
  }

  /** An entry, with the time that its key goes on where it is parked, which costs a call. */
  JobEntry timed(JobEntry entry) {
    if (entry.state() != JobState.PARKED) {
      return entry;
    }
    String key = entry.key().isEmpty() ? entry.job() : entry.key();
    return entry.dueAt(new KeyedQueries(link, keys, stage).goesOn(key).map(Instant::ofEpochMilli));
  }

  private Step dead(String position, int count, Predicate<Entry> wanted) {
    String from = position.isEmpty() ? "0-0" : position;
    return dead(new DeadStream(link, keys, stage).after(from, count), count, wanted);
  }

  private Step dead(List<DeadStream.Letter> letters, int count, Predicate<Entry> wanted) {
    List<Seen> seen = new ArrayList<>();
    for (DeadStream.Letter letter : letters) {
      Entry entry = letter.entry();
      seen.add(
          new Seen(letter.id(), entry.payload().length, wanted.test(entry) ? dead(letter) : null));
    }
    return new Step(seen, letters.size() < count);
  }

  private JobEntry dead(DeadStream.Letter letter) {
    return shown(
        JobState.DEAD,
        keys.place() + ":" + letter.id(),
        letter.id(),
        letter.entry(),
        Optional.of(time(letter.id())),
        letter.attempts(),
        Optional.empty(),
        Optional.empty(),
        letter.reason() + ": " + letter.error().lines().findFirst().orElse(""));
  }

  /** Foreign programs may choose ids, also beyond all times. */
  private static Instant time(String id) {
    long millis = StreamId.parse(id).millis();
    return Instant.ofEpochMilli(millis < 0 ? Long.MAX_VALUE : millis);
  }

  private JobEntry shown(
      JobState state,
      String id,
      String position,
      Entry entry,
      Optional<Instant> since,
      int attempt,
      Optional<JobEntry.Holder> holder,
      Optional<Instant> due,
      String lastError) {
    return new JobEntry(
        state,
        stage,
        keys.partition(),
        keys.priority(),
        id,
        position.isEmpty() ? "" : keys.place() + ":" + position,
        entry.jobId(),
        Optional.ofNullable(entry.ownKey()).orElse(""),
        entry.path(),
        Instant.ofEpochMilli(entry.submittedAt()),
        since,
        attempt,
        entry.deliveries(),
        holder,
        due,
        lastError,
        new TreeMap<>(Headers.decode(entry.headers())),
        Optional.ofNullable(entry.defect()),
        payloads.show(entry.payload()));
  }

  private JobEntry.Holder holder(InboxQueries.Pending pending) {
    Duration least = Duration.ofMillis(pending.idleMillis());
    if (pending.consumer().equals(Keys.HANDED_BACK)) {
      return new JobEntry.Holder("", false, least, Optional.empty());
    }
    Present said =
        live.get().at(keys, stage).stream()
            .filter(lane -> lane.worker().equals(pending.consumer()))
            .findFirst()
            .orElse(null);
    return new JobEntry.Holder(
        pending.consumer(),
        said != null,
        least,
        Optional.ofNullable(said)
            .map(is -> is.word().oldestMillis() + Math.max(0, now - is.heardMillis()))
            .map(most -> Duration.ofMillis(Math.max(pending.idleMillis(), most))));
  }
}
