package io.streamweir.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
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
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.pipeline.Pipeline;
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
public final class Rig implements AutoCloseable {
  public static final Duration LEASE = Duration.ofSeconds(1);

  public final Pipeline<Text> pipeline;
  public final RedisLink link;
  public final RedisCommands<String, String> redis;
  public final Keys keys;
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
    this.keys = Keys.of(link, pipeline.name(), 0);
  }

  public static Rig on(RedisSpace space, Pipeline<Text> pipeline) {
    return new Rig(space.uri(), space.namespace(), pipeline);
  }

  public static Rig on(RedisServer server, Pipeline<Text> pipeline) {
    return new Rig(server.uri(), "sw", pipeline);
  }

  /** Another link to the same keys, which is closed with the rig. */
  public RedisLink linkTo(String uri) {
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
  public <T extends AutoCloseable> T keep(T made) {
    opened.push(made);
    return made;
  }

  public RedisLink linkTo(TcpProxy proxy) {
    return linkTo(proxy.uri());
  }

  public Worker worker() {
    return worker(new Ledger());
  }

  public Worker worker(Ledger ledger) {
    return worker(ledger, config -> config);
  }

  public Worker worker(Ledger ledger, UnaryOperator<WorkerConfig> config) {
    return worker(link, pipeline, ledger, config);
  }

  /** A worker with a lease of one second that is closed with the rig. */
  public Worker worker(
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

  public JobClient<Text> jobs() {
    if (jobs == null) {
      jobs = JobClient.connect(link, pipeline);
      opened.push(jobs);
    }
    return jobs;
  }

  public Receipt submit(String text) {
    return jobs().submit(new Text(text));
  }

  public List<Receipt> submitAll(List<String> texts) {
    return jobs().submitAll(texts.stream().map(Text::new).toList());
  }

  /** Submits the texts {@code 0} to {@code count - 1}. */
  public List<Receipt> submitNumbers(int count) {
    return submitAll(IntStream.range(0, count).mapToObj(Integer::toString).toList());
  }

  public Result result(Receipt receipt) throws Exception {
    return jobs().result(receipt).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The value that the job finished with. */
  public String value(Receipt receipt) throws Exception {
    return result(receipt).value(Text.class).getValue();
  }

  public Result.Failed failure(Receipt receipt) throws Exception {
    return (Result.Failed) result(receipt);
  }

  public List<DeadStream.Letter> dead(String stage) {
    return new DeadStream(link, keys, stage).after("0-0", 10_000);
  }

  public Map<String, String> counters(String state) {
    return redis.hgetall(keys.state(state));
  }

  /** How many counters the state has: to wait for, where there are thousands. */
  public long counted(String state) {
    return redis.hlen(keys.state(state));
  }

  public long count(String state, String field) {
    String count = redis.hget(keys.state(state), field);
    return count == null ? 0 : Long.parseLong(count);
  }

  public long length(String stage) {
    return redis.xlen(keys.inbox(stage));
  }

  public long pending(String stage) {
    return redis.xpending(keys.inbox(stage), Keys.GROUP).getCount();
  }

  public List<PendingMessage> pendingEntries(String stage) {
    return redis.xpending(
        keys.inbox(stage),
        Keys.GROUP,
        io.lettuce.core.Range.unbounded(),
        io.lettuce.core.Limit.from(10_000));
  }

  public List<String> consumers(String stage) {
    List<String> names = new ArrayList<>();
    for (Object info : redis.xinfoConsumers(keys.inbox(stage), Keys.GROUP)) {
      names.add((String) ((List<?>) info).get(1));
    }
    names.remove(Keys.HANDED_BACK);
    return names;
  }

  /** Lets a consumer that is no worker read entries, as a worker that died did. */
  @SuppressWarnings("unchecked")
  public List<StreamMessage<String, String>> deliverTo(String consumer, String stage, long count) {
    return redis.xreadgroup(
        Consumer.from(Keys.GROUP, consumer),
        io.lettuce.core.XReadArgs.Builder.count(count),
        StreamOffset.lastConsumed(keys.inbox(stage)));
  }

  public void createGroup(String stage) {
    redis.xgroupCreate(
        StreamOffset.from(keys.inbox(stage), "0"),
        Keys.GROUP,
        io.lettuce.core.XGroupCreateArgs.Builder.mkstream());
  }

  /** Makes pending entries look unrenewed for that long. */
  public void age(String consumer, String stage, Duration idle, String... ids) {
    redis.xclaim(
        keys.inbox(stage),
        Consumer.from(Keys.GROUP, consumer),
        new io.lettuce.core.XClaimArgs().minIdleTime(0).idle(idle.toMillis()).justid(),
        ids);
  }

  /** Asks often at first and then less, so that a long wait leaves the processors to others. */
  public static ConditionFactory eventually() {
    return await()
        .atMost(PATIENCE)
        .pollInterval((asked, last) -> Duration.ofMillis(asked < 50 ? 10 : 50));
  }

  public static void until(Callable<Boolean> condition) {
    eventually().until(condition);
  }

  @Override
  public void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}
