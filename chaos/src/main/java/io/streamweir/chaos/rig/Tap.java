package io.streamweir.chaos.rig;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.streamweir.chaos.oracle.Observation;
import io.streamweir.chaos.oracle.Oracle;
import io.streamweir.chaos.oracle.Order;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Reads every entry of every inbox beside the workers and counts how often each one appeared. A
 * group of its own on each inbox holds trimming back until an entry was seen; what was seen is
 * remembered here, so that a lost answer is simply read again.
 */
final class Tap implements AutoCloseable {
  private static final String GROUP = "tap";
  private static final int BATCH = 1_000;
  private static final Duration IDLE = Duration.ofMillis(20);

  private final RedisClusterCommands<String, String> redis;
  private final boolean ordered;
  private final List<Inbox> inboxes = new ArrayList<>();
  private final Map<String, Integer> arrivals = new ConcurrentHashMap<>();
  private final Map<String, List<String>> came = new ConcurrentHashMap<>();
  private final Map<String, List<String>> left = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "chaos-tap");
  private volatile boolean closed;

  Tap(RedisClusterCommands<String, String> redis, RedisLink link, Pipeline<?> pipeline) {
    this.redis = redis;
    this.ordered = pipeline.keyed();
    for (Keys keys : Keys.levels(link, pipeline)) {
      pipeline
          .stages()
          .forEach(stage -> inboxes.add(new Inbox(stage.name(), keys.inbox(stage.name()))));
    }
    thread.setDaemon(true);
  }

  /** An inbox and how far it was read. */
  private static final class Inbox {
    final String stage;
    final String key;
    String seen = "0-0";
    String told = "0-0";

    Inbox(String stage, String key) {
      this.stage = stage;
      this.key = key;
    }
  }

  void start() {
    for (Inbox inbox : inboxes) {
      redis.xgroupCreate(
          StreamOffset.from(inbox.key, "0"), GROUP, XGroupCreateArgs.Builder.mkstream());
    }
    thread.start();
  }

  /** How often each arrival was seen, by {@link Observation#arrivalKey}. */
  Map<String, Integer> arrivals() {
    return Map.copyOf(arrivals);
  }

  private void run() {
    while (!closed) {
      try {
        if (!readAll()) {
          Waiting.pause(IDLE);
        }
      } catch (RedisException e) { // the server is being disturbed, and may have forgotten
        inboxes.forEach(inbox -> inbox.told = "0-0");
        Waiting.pause(IDLE);
      }
    }
  }

  private boolean readAll() {
    boolean any = false;
    for (Inbox inbox : inboxes) {
      any |= read(inbox);
    }
    return any;
  }

  private boolean read(Inbox inbox) {
    List<StreamMessage<String, String>> entries;
    try {
      entries =
          redis.xrange(
              inbox.key,
              Range.from(Range.Boundary.excluding(inbox.seen), Range.Boundary.unbounded()),
              Limit.from(BATCH));
      if (!entries.isEmpty()) {
        entries.forEach(entry -> count(inbox, entry));
        inbox.seen = entries.get(entries.size() - 1).getId();
      }
      if (!inbox.told.equals(inbox.seen)) {
        redis.xgroupSetid(StreamOffset.from(inbox.key, inbox.seen), GROUP);
        inbox.told = inbox.seen;
      }
    } catch (io.lettuce.core.RedisCommandExecutionException e) {
      return false; // no group or no stream any more: it holds nothing back either
    }
    return entries.size() == BATCH;
  }

  /** In which order jobs came to the stage that keeps the order of keys, and left it; if any. */
  Order order() {
    return new Order(Map.copyOf(came), Map.copyOf(left));
  }

  private void count(Inbox inbox, StreamMessage<String, String> entry) {
    Map<String, String> fields = entry.getBody();
    if (inbox.stage.equals("line")) {
      if (ordered && !fields.containsKey("q")) { // one that was parked has come before
        note(came, fields);
      }
      return; // how often one was parked is nobody's business
    }
    if (ordered && inbox.stage.equals("after")) {
      note(left, fields);
    }
    String path = fields.getOrDefault("o", "");
    int part = path.isEmpty() ? 0 : Integer.parseInt(path.substring(path.lastIndexOf('.') + 1));
    int attempt = Integer.parseInt(fields.getOrDefault("a", "1"));
    String key =
        Observation.arrivalKey(
            String.valueOf(fields.get("j")), Oracle.arrival(inbox.stage, part, attempt));
    arrivals.merge(key, 1, Integer::sum);
  }

  private static void note(Map<String, List<String>> order, Map<String, String> fields) {
    order
        .computeIfAbsent(fields.getOrDefault("k", ""), key -> new CopyOnWriteArrayList<>())
        .add(String.valueOf(fields.get("j")));
  }

  @Override
  public void close() {
    closed = true;
  }
}
