package io.streamweir.internal.entry;

import io.streamweir.internal.lane.InboxScripts;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One stage's keys on a real Redis, with a way to fill them and to look at them from outside. */
public final class TestInbox implements AutoCloseable {
  public static final String STAGE = "work";
  public static final String NEXT = "next";
  public static final String SIDE = "side";
  public static final Duration LEASE = Duration.ofSeconds(10);

  public final RedisLink link;
  public final Keys keys;
  public final String inbox;
  public final InboxQueries queries;

  private TestInbox(RedisLink link, String pipeline) {
    this.link = link;
    this.keys = Keys.of(link, pipeline, 0);
    this.inbox = keys.inbox(STAGE);
    this.queries = new InboxQueries(link);
  }

  public static TestInbox in(RedisSpace space) {
    return at(space.uri(), space.namespace());
  }

  public static TestInbox in(RedisSpace space, String pipeline) {
    return at(space.uri(), space.namespace(), pipeline);
  }

  public static TestInbox at(String uri, String namespace) {
    return at(uri, namespace, "p");
  }

  private static TestInbox at(String uri, String namespace, String pipeline) {
    RedisConfig config = RedisConfig.of(uri).withNamespace(namespace);
    return new TestInbox(RedisLink.open(config), pipeline);
  }

  /** Sends any command; the words after the command's name as UTF-8. */
  public List<Object> ask(Command command, Object... words) {
    var args = Call.args();
    for (Object word : words) {
      args.add(word instanceof byte[] bytes ? bytes : Call.bytes(String.valueOf(word)));
    }
    return link.await(link.shared().list(command, args));
  }

  /** Sends any command whose answer is one text or number. */
  public String say(Command command, Object... words) {
    var args = Call.args();
    for (Object word : words) {
      args.add(word instanceof byte[] bytes ? bytes : Call.bytes(String.valueOf(word)));
    }
    Object answer =
        command == Command.SET
            ? link.await(link.shared().send(command, Reply.STATUS, args))
            : Resp.text(link.await(link.shared().list(command, args)).get(0));
    return String.valueOf(answer);
  }

  public void createGroup() {
    new EntryReader(link, inbox, "any").createGroup().join();
  }

  /** Appends any fields; answers with the id. */
  public String append(Object... fields) {
    Object[] words = new Object[fields.length + 2];
    words[0] = inbox;
    words[1] = "*";
    System.arraycopy(fields, 0, words, 2, fields.length);
    return say(Command.XADD, words);
  }

  /** Appends that many entries of jobs {@code job-0}, {@code job-1} and so on. */
  public List<String> fill(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(append("j", "job-" + i, "t", 1000 + i, "p", "payload-" + i));
    }
    return ids;
  }

  /** Delivers up to so many entries to the consumer; answers with their ids. */
  public List<String> deliver(String consumer, int count) {
    return deliver(Keys.GROUP, consumer, count);
  }

  public List<String> deliver(String group, String consumer, int count) {
    List<Object> reply =
        ask(Command.XREADGROUP, "GROUP", group, consumer, "COUNT", count, "STREAMS", inbox, ">");
    return reply.isEmpty()
        ? List.of()
        : Resp.list(Resp.list(reply.get(0)).get(1)).stream()
            .map(entry -> Resp.text(Resp.list(entry).get(0)))
            .toList();
  }

  /** Appends any fields and delivers them. */
  public String deliverOne(Object... fields) {
    append(fields);
    return deliver("c", 1).get(0);
  }

  /** Fills and delivers. */
  public List<String> pending(String consumer, int count) {
    createGroup();
    fill(count);
    return deliver(consumer, count);
  }

  /** Pretends that the owner has not renewed the entries for so long. */
  public void age(String consumer, Duration idle, List<String> ids) {
    List<Object> words = new ArrayList<>(List.of(inbox, Keys.GROUP, consumer, 0));
    words.addAll(ids);
    words.addAll(List.of("IDLE", idle.toMillis(), "JUSTID"));
    ask(Command.of("XCLAIM"), words.toArray());
  }

  public void acknowledge(List<String> ids) {
    List<Object> words = new ArrayList<>(List.of(inbox, Keys.GROUP));
    words.addAll(ids);
    ask(Command.XACK, words.toArray());
  }

  /** The entries of a stream as maps of text. */
  public List<Map<String, String>> entries(String stream) {
    List<Map<String, String>> entries = new ArrayList<>();
    for (Object item : ask(Command.XRANGE, stream, "-", "+")) {
      Map<String, String> fields = new TreeMap<>();
      List<?> flat = Resp.list(Resp.list(item).get(1));
      for (int i = 0; i < flat.size(); i += 2) {
        fields.put(Resp.text(flat.get(i)), Resp.text(flat.get(i + 1)));
      }
      entries.add(fields);
    }
    return entries;
  }

  public List<String> jobs(String stream) {
    return entries(stream).stream().map(fields -> fields.getOrDefault("j", "?")).toList();
  }

  public long length(String stream) {
    return link.await(queries.length(stream));
  }

  public List<InboxQueries.Pending> pendingNow() {
    return link.await(queries.pending(inbox, 0, 10_000));
  }

  public InboxQueries.Pending pendingEntry(String id) {
    return pendingNow().stream().filter(p -> p.id().equals(id)).findFirst().orElseThrow();
  }

  public Map<String, Long> counters(String state) {
    return new TreeMap<>(new StateCounters(link).read(List.of(keys), state));
  }

  /** Everything that a settlement may change, to compare before and after. */
  public List<Object> everything(String... states) {
    List<Object> all = new ArrayList<>();
    for (String stream : List.of(keys.inbox(NEXT), keys.inbox(SIDE), keys.dead(STAGE))) {
      all.add(entries(stream));
    }
    all.add(link.await(queries.delayed(keys.later(STAGE))));
    Arrays.stream(states).forEach(state -> all.add(counters(state)));
    all.add(pendingNow().stream().map(InboxQueries.Pending::id).toList());
    return all;
  }

  public InboxScripts scripts(String consumer) {
    return new InboxScripts(link, inbox, consumer);
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  public static NewEntry plain(String job) {
    return NewEntry.submitted(job, 1234, utf8("payload of " + job), null);
  }

  @Override
  public void close() {
    link.close();
  }
}
