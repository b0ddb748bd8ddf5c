package io.streamweir.internal.settle;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.ServerView;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.internal.feature.results.ResultChannel;
import io.streamweir.internal.housekeeping.PromoteScript;
import io.streamweir.internal.lane.InboxScripts;
import io.streamweir.internal.wire.Command;
import io.streamweir.testkit.RedisSpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One random history of one stage: several consumers and strangers take turns with the scripts on a
 * real server, and after each step the server must look as the model says. Each step draws from a
 * random source of its own, so that a history can be cut short and still be the same.
 */
public final class Interleaving implements AutoCloseable {
  public static final Duration LEASE = Duration.ofHours(1);
  static final Duration FAR = Duration.ofHours(2);
  private static final Duration TTL = Duration.ofHours(1);

  public final StageModel model = new StageModel();
  public final Conservation work = new Conservation();
  final Map<String, Integer> covered = new TreeMap<>();
  final List<String> log = new ArrayList<>();
  public final TestInbox box;
  final List<Worker> workers;
  final SettleScript settle;
  final PromoteScript promote;
  public final DeadStream dead;
  final int most;
  final boolean tidy;
  private final long seed;
  private final ServerView view;
  private final ResultChannel channel;
  private final List<String> heard = new CopyOnWriteArrayList<>();
  List<PlannedSettlement> last = List.of();
  public int serial;
  public boolean deleted;

  /** A consumer, and what it remembers of the entries that it was given. */
  static final class Worker {
    final String name;
    final EntryReader reader;
    final InboxScripts scripts;
    final Map<String, Entry> held = new LinkedHashMap<>();
    final Map<String, Entry> past = new LinkedHashMap<>();
    String cursor = "0-0";

    Worker(TestInbox box, String name) {
      this.name = name;
      this.reader = new EntryReader(box.link, box.inbox, name);
      this.scripts = box.scripts(name);
    }
  }

  Interleaving(RedisSpace space, String pipeline, long seed) {
    this.seed = seed;
    this.box = TestInbox.in(space, pipeline);
    this.view = new ServerView(box.link, box.keys);
    this.workers = List.of(worker("a"), worker("b"), worker("c"));
    this.settle =
        new SettleScript(
            box.link, box.keys, TestInbox.STAGE, List.of(TestInbox.NEXT, TestInbox.SIDE), TTL);
    this.promote = new PromoteScript(box.link, box.keys, List.of(TestInbox.STAGE));
    this.dead = new DeadStream(box.link, box.keys, TestInbox.STAGE);
    this.channel =
        new ResultChannel(
            box.link,
            List.of(box.keys),
            message -> heard.add(PlannedSettlement.heard(message)),
            () -> {});
    this.tidy = seed % 2 == 0;
    this.most = List.of(25, 150, 1_000_000).get(new Random(seed).nextInt(3));
  }

  private Worker worker(String name) {
    return new Worker(box, name);
  }

  /** Runs these steps; each is known by its number. */
  void run(List<Integer> steps) {
    begin();
    for (int step : steps) {
      Random random = new Random(seed * 1_000_003 + step);
      random.nextInt(); // seeds that are near each other begin alike
      Move move = Move.any(random);
      long before = box.queries.now();
      log.add(step + " " + move);
      move.make(this, random);
      check(before);
    }
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard).isEqualTo(model.published));
  }

  /** Entries of long ago, which only a retention reaches, at a late attempt; and the group. */
  private void begin() {
    long before = box.queries.now();
    for (int i = 1; i <= 5; i++) {
      List<String> fields = List.of("j", "old-" + i, "t", "" + i, "p", "old" + i, "a", "3");
      List<Object> words = new ArrayList<>(List.of(box.inbox, "1000-" + i));
      words.addAll(fields);
      box.ask(Command.XADD, words.toArray());
      model.arriving.add(fields);
      work.accept("old" + i);
    }
    box.createGroup();
    check(before);
  }

  private void check(long before) {
    List<String> jobs = List.copyOf(model.results.keySet());
    StageState seen = view.read(jobs, model.everRemembered, model.watchers.keySet());
    model.adopt(seen, before, box.queries.now());
    seen.mustBe(model.state());
    work.check(seen);
    InboxQueries.Group group = box.link.await(box.queries.group(box.inbox)).orElseThrow();
    if (group.lagKnown()) {
      // Where a stranger deletes entries, Redis may count them as waiting from then on.
      long most = deleted ? Long.MAX_VALUE : model.waiting().size();
      assertThat(group.lag()).as("lag").isBetween((long) model.waiting().size(), most);
    }
  }

  /** Notes that the histories have seen this. */
  public void cover(String what, long times) {
    if (times > 0) {
      covered.merge(what, 1, Integer::sum);
    }
  }

  public void note(String format, Object... details) {
    log.set(log.size() - 1, log.get(log.size() - 1) + " " + format.formatted(details));
  }

  Worker anyWorker(Random random) {
    return workers.get(random.nextInt(workers.size()));
  }

  @Override
  public void close() {
    workers.forEach(worker -> worker.reader.close());
    channel.close();
    box.close();
  }
}
