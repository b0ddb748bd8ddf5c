package io.streamweir.worker;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.Consumer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.models.stream.PendingMessage;
import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.DeadStream;
import io.streamweir.redis.Keys;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;

/**
 * A pipeline of texts on a real Redis with the workers of one test, and a plain connection to look
 * and to meddle. Closes what it opened, last first.
 */
final class Rig implements AutoCloseable {
  static final Duration LEASE = Duration.ofSeconds(1);
  static final Duration PATIENCE = Duration.ofSeconds(45);

  final Pipeline<Text> pipeline;
  final RedisLink link;
  final RedisCommands<String, String> redis;
  final Keys keys;
  private final String namespace;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private JobClient<Text> jobs;

  private Rig(String uri, String namespace, Pipeline<Text> pipeline) {
    this.namespace = namespace;
    this.pipeline = pipeline;
    this.link = linkTo(uri);
    RedisClient client = RedisClient.create(uri);
    opened.push(() -> client.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
    this.redis = client.connect().sync();
    this.keys = link.keys(pipeline.name(), 0);
  }

  static Rig on(RedisSpace space, Pipeline<Text> pipeline) {
    return new Rig(space.uri(), space.namespace(), pipeline);
  }

  static Rig on(RedisServer server, Pipeline<Text> pipeline) {
    return new Rig(server.uri(), "sw", pipeline);
  }

  /** Another link to the same keys, which is closed with the rig. */
  RedisLink linkTo(String uri) {
    RedisConfig config =
        RedisConfig.of(uri)
            .withNamespace(namespace)
            .withCommandTimeout(Duration.ofSeconds(3))
            .withConnectTimeout(Duration.ofSeconds(3));
    RedisLink made = RedisLink.open(config);
    opened.push(made);
    return made;
  }

  /** Closes it with the rig. */
  <T extends AutoCloseable> T keep(T made) {
    opened.push(made);
    return made;
  }

  RedisLink linkTo(TcpProxy proxy) {
    return linkTo(proxy.uri());
  }

  Worker worker() {
    return worker(new Ledger());
  }

  Worker worker(Ledger ledger) {
    return worker(ledger, config -> config);
  }

  Worker worker(Ledger ledger, UnaryOperator<WorkerConfig> config) {
    return worker(link, pipeline, ledger, config);
  }

  /** A worker with a lease of one second that is closed with the rig. */
  Worker worker(
      RedisLink by, Pipeline<Text> runs, Ledger ledger, UnaryOperator<WorkerConfig> config) {
    WorkerConfig short1 =
        WorkerConfig.defaults()
            .withLease(LEASE)
            .withDrainTimeout(Duration.ofSeconds(1))
            .withListener(ledger);
    Worker made = Worker.start(by, runs, config.apply(short1));
    opened.push(made);
    return made;
  }

  JobClient<Text> jobs() {
    if (jobs == null) {
      jobs = JobClient.connect(link, pipeline);
      opened.push(jobs);
    }
    return jobs;
  }

  Receipt submit(String text) {
    return jobs().submit(new Text(text));
  }

  List<Receipt> submitAll(List<String> texts) {
    return jobs().submitAll(texts.stream().map(Text::new).toList());
  }

  /** Submits the texts {@code 0} to {@code count - 1}. */
  List<Receipt> submitNumbers(int count) {
    return submitAll(IntStream.range(0, count).mapToObj(Integer::toString).toList());
  }

  Result result(Receipt receipt) throws Exception {
    return jobs().result(receipt).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The value that the job finished with. */
  String value(Receipt receipt) throws Exception {
    return result(receipt).value(Text.class).getValue();
  }

  Result.Failed failure(Receipt receipt) throws Exception {
    return (Result.Failed) result(receipt);
  }

  List<DeadStream.Letter> dead(String stage) {
    return new DeadStream(link, keys, stage).after("0-0", 10_000);
  }

  Map<String, String> counters(String state) {
    return redis.hgetall(keys.state(state));
  }

  long count(String state, String field) {
    return Long.parseLong(counters(state).getOrDefault(field, "0"));
  }

  long length(String stage) {
    return redis.xlen(keys.inbox(stage));
  }

  long pending(String stage) {
    return redis.xpending(keys.inbox(stage), Keys.GROUP).getCount();
  }

  List<PendingMessage> pendingEntries(String stage) {
    return redis.xpending(
        keys.inbox(stage),
        Keys.GROUP,
        io.lettuce.core.Range.unbounded(),
        io.lettuce.core.Limit.from(10_000));
  }

  List<String> consumers(String stage) {
    List<String> names = new ArrayList<>();
    for (Object info : redis.xinfoConsumers(keys.inbox(stage), Keys.GROUP)) {
      names.add((String) ((List<?>) info).get(1));
    }
    names.remove(Keys.HANDED_BACK);
    return names;
  }

  /** Lets a consumer that is no worker read entries, as a worker that died did. */
  @SuppressWarnings("unchecked")
  List<StreamMessage<String, String>> deliverTo(String consumer, String stage, long count) {
    return redis.xreadgroup(
        Consumer.from(Keys.GROUP, consumer),
        io.lettuce.core.XReadArgs.Builder.count(count),
        StreamOffset.lastConsumed(keys.inbox(stage)));
  }

  void createGroup(String stage) {
    redis.xgroupCreate(
        StreamOffset.from(keys.inbox(stage), "0"),
        Keys.GROUP,
        io.lettuce.core.XGroupCreateArgs.Builder.mkstream());
  }

  /** Makes pending entries look unrenewed for that long. */
  void age(String consumer, String stage, Duration idle, String... ids) {
    redis.xclaim(
        keys.inbox(stage),
        Consumer.from(Keys.GROUP, consumer),
        new io.lettuce.core.XClaimArgs().minIdleTime(0).idle(idle.toMillis()).justid(),
        ids);
  }

  static ConditionFactory eventually() {
    return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10));
  }

  static void until(Callable<Boolean> condition) {
    eventually().until(condition);
  }

  @Override
  public void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}
