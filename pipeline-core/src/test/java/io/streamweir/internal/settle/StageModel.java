package io.streamweir.internal.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.lane.InboxScripts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one stage should look like after each step, written from docs/protocol.md and
 * docs/delivery.md. The server chooses ids and due times; the model learns them after each step
 * with {@link #adopt}.
 */
public final class StageModel {
  public final NavigableMap<StreamId, List<String>> inbox = new TreeMap<>();
  public final NavigableMap<StreamId, Mark> pending = new TreeMap<>();
  public final Map<String, Watcher> watchers = new TreeMap<>();
  public final List<Later> later = new ArrayList<>();
  public final NavigableMap<StreamId, List<String>> dead = new TreeMap<>();
  final List<List<List<String>>> downstream = List.of(new ArrayList<>(), new ArrayList<>());
  final Map<String, Long> counters = new TreeMap<>();
  final Map<String, String> results = new TreeMap<>();
  final List<String> published = new ArrayList<>();
  final Map<String, String> remembered = new TreeMap<>();
  final Set<String> everRemembered = new TreeSet<>();
  private final Map<String, Later> debounced = new TreeMap<>();
  public final List<List<String>> arriving = new ArrayList<>();
  final List<List<String>> dying = new ArrayList<>();
  public StreamId delivered = StreamId.ZERO;
  public StreamId newest = StreamId.ZERO;
  private StreamId newestDead = StreamId.ZERO;

  /** That an entry was given to a consumer. */
  static final class Mark {
    String owner;
    long deliveries = 1;
    boolean expired;

    Mark(String owner) {
      this.owner = owner;
    }

    @Override
    public String toString() {
      return owner + " x" + deliveries + (expired ? " expired" : " leased");
    }
  }

  /** A group of somebody else. */
  public static final class Watcher {
    public StreamId delivered;
    public final TreeSet<StreamId> pending = new TreeSet<>();

    public Watcher(StreamId delivered) {
      this.delivered = delivered;
    }

    @Override
    public String toString() {
      return delivered + " " + pending;
    }
  }

  /** A delayed entry; when it is due is known after the step. */
  public static final class Later {
    public final List<String> fields;
    final long delay;
    public long score = -1;

    public Later(List<String> fields, long delay) {
      this.fields = fields;
      this.delay = delay;
    }
  }

  /** The job holds the key; {@code later} is where it waits if it is debounced. */
  void hold(String key, String job, @Nullable Later later, String fingerprint) {
    everRemembered.add(key);
    remembered.put(key, later == null ? job + " #" + fingerprint : job + " @0");
    debounced.put(key, later);
  }

  /** The job that holds the key; null where none does. */
  @Nullable String holder(@Nullable String key) {
    String value = key == null ? null : remembered.get(key);
    return value == null ? null : value.split(" ")[0];
  }

  /** Whether the job that holds the key, if there is one, was debounced. */
  boolean givesWay(@Nullable String key) {
    return key != null && debounced.get(key) != null;
  }

  /** The debounced job that holds the key and still waits; null where none does. */
  @Nullable Later debounced(@Nullable String key) {
    Later waits = key == null ? null : debounced.get(key);
    return waits != null && later.contains(waits) ? waits : null;
  }

  /** The job has so many entries more that hold the key. */
  void change(String key, String job, int change) {
    if (!job.equals(holder(key))) {
      return;
    }
    String[] value = remembered.get(key).split(" ");
    String last = value[value.length - 1];
    int count = value.length == 1 || value[1].matches("\\D.*") ? 1 : Integer.parseInt(value[1]);
    debounced.remove(key);
    if (count + change < 1) {
      remembered.remove(key);
    } else {
      String several = count + change == 1 ? "" : " " + (count + change);
      remembered.put(key, job + several + (last.startsWith("#") ? " " + last : ""));
    }
  }

  NavigableMap<StreamId, List<String>> waiting() {
    return inbox.tailMap(delivered, false);
  }

  List<StreamId> read(String consumer, int count) {
    List<StreamId> read = waiting().keySet().stream().limit(count).toList();
    for (StreamId id : read) {
      pending.put(id, new Mark(consumer));
      delivered = id;
    }
    return read;
  }

  InboxScripts.Renewal renew(String consumer, List<String> ids) {
    List<String> notOwned = new ArrayList<>();
    List<String> deleted = new ArrayList<>();
    for (String text : ids) {
      StreamId id = StreamId.of(text);
      Mark mark = pending.get(id);
      if (mark == null || !mark.owner.equals(consumer)) {
        notOwned.add(text);
      } else if (inbox.containsKey(id)) {
        mark.expired = false;
      } else {
        pending.remove(id);
        deleted.add(text);
      }
    }
    return new InboxScripts.Renewal(notOwned, deleted);
  }

  /** What a reclaim should answer: the entries' ids with their delivery counts. */
  record Reclaimed(
      String cursor, List<String> deleted, Map<StreamId, Long> entries, long deferred) {}

  /** Goes on up to {@code until}, where the server gave up, or to the end. */
  Reclaimed reclaim(
      String consumer, String cursor, StreamId until, int count, int most, boolean mayTakeLast) {
    List<String> deleted = new ArrayList<>();
    Map<StreamId, Long> taken = new TreeMap<>();
    boolean mayTake = mayTakeLast;
    int deferred = 0;
    for (StreamId id : List.copyOf(pending.tailMap(StreamId.of(cursor), true).keySet())) {
      if (taken.size() == count || id.equals(until)) {
        return new Reclaimed(id.toString(), deleted, taken, deferred);
      }
      Mark mark = pending.get(id);
      if (!inbox.containsKey(id)) {
        pending.remove(id);
        deleted.add(id.toString());
      } else if (mark.expired && mark.deliveries + 1 == most && !mayTake) {
        mark.owner = Keys.HANDED_BACK;
        deferred++;
      } else if (mark.expired) {
        mark.owner = consumer;
        mark.deliveries++;
        mark.expired = false;
        mayTake &= mark.deliveries != most;
        taken.put(id, mark.deliveries);
      }
    }
    return new Reclaimed("0-0", deleted, taken, deferred);
  }

  long release(String consumer, boolean started, List<String> ids) {
    long released = 0;
    for (String text : ids) {
      StreamId id = StreamId.of(text);
      Mark mark = pending.get(id);
      if (mark != null && mark.owner.equals(consumer)) {
        released++;
        if (!inbox.containsKey(id)) {
          pending.remove(id);
        }
        mark.owner = Keys.HANDED_BACK;
        mark.expired = true;
        mark.deliveries = started ? mark.deliveries : Math.max(0, mark.deliveries - 1);
      }
    }
    return released;
  }

  /** Moves up to so many that are due at this time; answers with how many. */
  long promote(int limit, long now) {
    List<Later> due =
        later.stream()
            .filter(member -> member.score <= now)
            .sorted(Comparator.comparingLong(member -> member.score))
            .limit(limit)
            .toList();
    for (Later member : due) {
      if (member.fields.size() == 1) {
        dying.add(
            List.of(
                "reason",
                "malformed",
                "error",
                "a member of the later set is no entry",
                "attempts",
                "0",
                "entry",
                "0-0",
                "f:later",
                member.fields.get(0)));
      } else {
        arriving.add(member.fields);
      }
    }
    later.removeAll(due);
    return due.size();
  }

  /** Below this id everything is settled, in all groups. */
  StreamId floor() {
    StreamId floor = pending.isEmpty() ? delivered.next() : pending.firstKey();
    for (Watcher watcher : watchers.values()) {
      StreamId its = watcher.pending.isEmpty() ? watcher.delivered.next() : watcher.pending.first();
      floor = its.below(floor) ? its : floor;
    }
    return floor;
  }

  public long replay(List<StreamId> ids) {
    long replayed = 0;
    for (StreamId id : ids) {
      List<String> letter = dead.getOrDefault(id, List.of());
      List<String> fields = new ArrayList<>();
      long replays = 0;
      for (int i = 0; i < letter.size(); i += 2) {
        String name = letter.get(i);
        if (name.equals("f:x")) {
          replays = Long.parseLong(letter.get(i + 1));
        } else if (name.startsWith("f:") && !List.of("f:a", "f:u", "f:w").contains(name)) {
          fields.addAll(List.of(name.substring(2), letter.get(i + 1)));
        }
      }
      if (!fields.isEmpty()) {
        fields.addAll(List.of("x", Long.toString(replays + 1)));
        arriving.add(fields);
        dead.remove(id);
        replayed++;
      }
    }
    return replayed;
  }

  Map<String, Long> owners() {
    Map<String, Long> owners = new TreeMap<>();
    pending.values().forEach(mark -> owners.merge(mark.owner, 1L, Long::sum));
    return owners;
  }

  /** Learns which ids and due times the server has given to what was added between these times. */
  void adopt(StageState seen, long before, long after) {
    newest = adopt(seen.inbox(), newest, arriving, inbox);
    newestDead = adopt(seen.dead(), newestDead, dying, dead);
    Map<List<String>, Long> scores = new HashMap<>();
    seen.later().forEach(member -> scores.put(member.fields(), member.score()));
    for (Later member : later) {
      if (member.score < 0) {
        member.score = scores.getOrDefault(member.fields, -1L);
        assertThat(member.score)
            .as("due time of %s", member.fields)
            .isBetween(before + member.delay, after + member.delay);
      }
    }
  }

  private static StreamId adopt(
      Map<StreamId, List<String>> seen,
      StreamId newest,
      List<List<String>> added,
      NavigableMap<StreamId, List<String>> known) {
    List<StreamId> ids = seen.keySet().stream().filter(newest::below).sorted().toList();
    assertThat(ids.stream().map(seen::get).toList()).as("what was added").isEqualTo(added);
    for (int i = 0; i < ids.size(); i++) {
      known.put(ids.get(i), added.get(i));
    }
    added.clear();
    return ids.isEmpty() ? newest : ids.get(ids.size() - 1);
  }

  StageState state() {
    Map<StreamId, String> marks = new TreeMap<>();
    pending.forEach((id, mark) -> marks.put(id, mark.toString()));
    Map<String, String> groups = new TreeMap<>();
    watchers.forEach((name, watcher) -> groups.put(name, watcher.toString()));
    List<StageState.Delayed> delayed =
        later.stream()
            .map(member -> new StageState.Delayed(member.score, member.fields))
            .sorted(StageModel.byDueTime())
            .toList();
    return new StageState(
        inbox,
        marks,
        owners(),
        delivered,
        groups,
        delayed,
        dead,
        downstream.get(0),
        downstream.get(1),
        nonZero(counters),
        results,
        remembered);
  }

  public static Comparator<StageState.Delayed> byDueTime() {
    return Comparator.comparingLong(StageState.Delayed::score)
        .thenComparing(member -> member.fields().toString());
  }

  /** A counter that is back at zero may be there or not. */
  public static Map<String, Long> nonZero(Map<String, Long> counters) {
    Map<String, Long> changed = new TreeMap<>(counters);
    changed.values().removeIf(value -> value == 0);
    return changed;
  }

  /** The work that the fields carry; null where a stranger wrote them without any. */
  public static @Nullable String token(Collection<String> fields, String name) {
    List<String> flat = List.copyOf(fields);
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      if (flat.get(i).equals(name)) {
        return flat.get(i + 1);
      }
    }
    return null;
  }
}
