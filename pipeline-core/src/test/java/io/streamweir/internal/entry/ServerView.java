package io.streamweir.internal.entry;

import io.streamweir.internal.settle.Interleaving;
import io.streamweir.internal.settle.LaterMember;
import io.streamweir.internal.settle.StageModel;
import io.streamweir.internal.settle.StageState;
import io.streamweir.internal.settle.StreamId;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Looks at one stage from outside, with plain commands that are sent together. */
public final class ServerView {
  private static final String STATE = "hits";
  private static final int ALL = 1_000_000;
  private final RedisLink link;
  private final Keys keys;
  private final String inbox;

  public ServerView(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
    this.inbox = keys.inbox(TestInbox.STAGE);
  }

  /** The state, of results and remembered things those of these names. */
  public StageState read(
      Collection<String> jobs, Collection<String> remembered, Collection<String> watched) {
    var entries = ask(Command.XRANGE, inbox, "-", "+");
    var marks = ask(Command.XPENDING, inbox, Keys.GROUP, "-", "+", ALL);
    var groups = link.shared().list(Command.XINFO, args("GROUPS", inbox));
    var consumers = link.shared().list(Command.XINFO, args("CONSUMERS", inbox, Keys.GROUP));
    var later = ask(Command.ZRANGE, keys.later(TestInbox.STAGE), 0, -1, "WITHSCORES");
    var dead = ask(Command.XRANGE, keys.dead(TestInbox.STAGE), "-", "+");
    var next = ask(Command.XRANGE, keys.inbox(TestInbox.NEXT), "-", "+");
    var side = ask(Command.XRANGE, keys.inbox(TestInbox.SIDE), "-", "+");
    var counters = ask(Command.HGETALL, keys.state(STATE));
    var results = values(jobs.stream().map(keys::result).toList());
    var memory = values(remembered.stream().map(this::remembered).toList());
    Map<String, CompletableFuture<List<Object>>> seen = new TreeMap<>();
    watched.forEach(name -> seen.put(name, ask(Command.XPENDING, inbox, name, "-", "+", ALL)));
    return new StageState(
        stream(link.await(entries)),
        marks(link.await(marks)),
        owners(link.await(consumers)),
        StreamId.of(Resp.text(group(link.await(groups), Keys.GROUP).get("last-delivered-id"))),
        watchers(link.await(groups), seen),
        later(link.await(later)),
        stream(link.await(dead)),
        List.copyOf(stream(link.await(next)).values()),
        List.copyOf(stream(link.await(side)).values()),
        StageModel.nonZero(counters(link.await(counters))),
        named(jobs, link.await(results)),
        withoutMembers(named(remembered, link.await(memory))));
  }

  /** What a debounced job's key holds behind its time is the member of later. */
  private static Map<String, String> withoutMembers(Map<String, String> remembered) {
    remembered.replaceAll((name, value) -> value.replaceFirst("(?s)^(\\S+ @\\d+) .*", "$1"));
    return remembered;
  }

  private String remembered(String name) {
    return name.startsWith("source-") ? keys.source(name) : keys.unique(name);
  }

  private CompletableFuture<List<Object>> ask(Command command, String key, Object... words) {
    Call args = Call.args().addKey(Call.bytes(key));
    for (Object word : words) {
      args.add(Call.bytes(String.valueOf(word)));
    }
    return link.shared().list(command, args);
  }

  private static Call args(String question, String key, String... rest) {
    Call args = Call.args().add(question).addKey(Call.bytes(key));
    for (String word : rest) {
      args.add(word);
    }
    return args;
  }

  private CompletableFuture<List<Object>> values(List<String> names) {
    if (names.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    Call args = Call.args();
    names.forEach(name -> args.addKey(Call.bytes(name)));
    return link.shared().list(Command.of("MGET"), args);
  }

  private static Map<StreamId, List<String>> stream(List<Object> range) {
    Map<StreamId, List<String>> entries = new TreeMap<>();
    for (Object item : range) {
      List<?> entry = Resp.list(item);
      entries.put(StreamId.of(Resp.text(entry.get(0))), Resp.texts(entry.get(1)));
    }
    return entries;
  }

  /** As {@link StageModel.Mark} prints itself; a lease of the test's length cannot run out. */
  private static Map<StreamId, String> marks(List<Object> pending) {
    Map<StreamId, String> marks = new TreeMap<>();
    for (Object item : pending) {
      List<?> mark = Resp.list(item);
      boolean expired = Resp.number(mark.get(2)) >= Interleaving.LEASE.toMillis();
      marks.put(
          StreamId.of(Resp.text(mark.get(0))),
          "%s x%d %s"
              .formatted(
                  Resp.text(mark.get(1)),
                  Resp.number(mark.get(3)),
                  expired ? "expired" : "leased"));
    }
    return marks;
  }

  private static Map<String, Long> owners(List<Object> consumers) {
    Map<String, Long> owners = new TreeMap<>();
    for (Object item : consumers) {
      Map<String, Object> named = Resp.named(item);
      owners.put(Resp.text(named.get("name")), Resp.number(named.get("pending")));
    }
    owners.values().removeIf(pending -> pending == 0);
    return owners;
  }

  private static Map<String, Object> group(List<Object> groups, String name) {
    return groups.stream()
        .map(Resp::named)
        .filter(group -> Resp.text(group.get("name")).equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Map<String, String> watchers(
      List<Object> groups, Map<String, CompletableFuture<List<Object>>> pending) {
    Map<String, String> watchers = new TreeMap<>();
    pending.forEach(
        (name, answer) -> {
          StageModel.Watcher watcher =
              new StageModel.Watcher(
                  StreamId.of(Resp.text(group(groups, name).get("last-delivered-id"))));
          link.await(answer)
              .forEach(mark -> watcher.pending.add(StreamId.of(Resp.text(Resp.list(mark).get(0)))));
          watchers.put(name, watcher.toString());
        });
    return watchers;
  }

  private static List<StageState.Delayed> later(List<Object> flat) {
    List<StageState.Delayed> later = new ArrayList<>();
    for (int i = 0; i < flat.size(); i += 2) {
      List<String> member = LaterMember.read((byte[]) flat.get(i));
      List<String> fields = member.size() == 1 ? member : member.subList(1, member.size());
      later.add(new StageState.Delayed(Resp.number(flat.get(i + 1)), fields));
    }
    later.sort(StageModel.byDueTime());
    return later;
  }

  private static Map<String, Long> counters(List<Object> flat) {
    Map<String, Long> counters = new TreeMap<>();
    Resp.named(flat).forEach((name, value) -> counters.put(name, Resp.number(value)));
    return counters;
  }

  private static Map<String, String> named(Collection<String> names, List<Object> values) {
    Map<String, String> named = new TreeMap<>();
    int i = 0;
    for (String name : names) {
      Object value = values.get(i++);
      if (value != null) {
        named.put(name, Resp.text(value));
      }
    }
    return named;
  }
}
