package io.streamweir.internal.feature.gather;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.SIDE;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.gather.SplitScript.Position;
import io.streamweir.internal.feature.gather.SplitScript.State;
import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.testkit.RedisSpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A random history of workers that split, lose their entries to each other and their answers, and
 * end parts, some twice. What must hold after each step is looked for from outside.
 */
final class GatherHistory implements AutoCloseable {
  private static final Duration TTL = Duration.ofSeconds(90);
  private static final int JOBS = 3;

  final TestInbox box;
  final Map<String, Integer> covered = new TreeMap<>();
  private final Random random;
  private final boolean collects;
  private final SettleScript splits;
  private final SettleScript parts;
  private final Map<String, Run> runs = new HashMap<>(); // by consumer
  private final Map<String, Integer> sizes = new HashMap<>(); // by job
  private final Set<String> wild = new HashSet<>(); // jobs whose runs make other parts
  private final List<Entry> heldParts = new ArrayList<>();
  private int runNumber;

  /** One worker's run of a split. */
  private static final class Run {
    final Entry entry;
    final List<byte[]> makes;
    Position at;

    Run(Entry entry, List<byte[]> makes) {
      this.entry = entry;
      this.makes = makes;
    }
  }

  GatherHistory(RedisSpace space, String pipeline, long seed) {
    this.box = TestInbox.in(space, pipeline);
    this.random = new Random(seed * 7919);
    this.collects = random.nextBoolean();
    this.splits = new SettleScript(box.link, box.keys, STAGE, List.of(NEXT), TTL);
    this.parts = new SettleScript(box.link, box.keys, NEXT, List.of(SIDE), TTL);
    box.createGroup();
    new EntryReader(box.link, box.keys.inbox(NEXT), "any").createGroup().join();
    for (int i = 0; i < JOBS; i++) {
      String job = "job-" + i;
      sizes.put(job, random.nextInt(12));
      if (random.nextInt(3) == 0) {
        wild.add(job);
      }
      box.append("j", job, "t", 7, "p", "original of " + job);
    }
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      step(random.nextInt(5) < 2);
      check();
    }
    for (int i = 0; i < 400 && unfinished(); i++) {
      finishStep();
      check();
    }
    sizes.keySet().forEach(this::checkEnd);
  }

  private boolean unfinished() {
    return !box.pendingNow().isEmpty()
        || !box.link.await(box.queries.pending(box.keys.inbox(NEXT), 0, 1)).isEmpty()
        || box.queries.quietBehind(box.inbox, true).isEmpty()
        || box.queries.quietBehind(box.keys.inbox(NEXT), true).isEmpty();
  }

  private void finishStep() {
    step(true);
    step(false);
  }

  private void step(boolean part) {
    if (part) {
      partStep();
    } else {
      splitStep(random.nextBoolean() ? "a" : "b");
    }
  }

  private void splitStep(String consumer) {
    Run run = runs.get(consumer);
    if (run == null || random.nextInt(20) == 0) {
      take(consumer);
      return;
    }
    SplitScript script = script(consumer);
    if (run.at == null) {
      open(consumer, run, script);
    } else if (run.at.made() < run.makes.size()) {
      append(consumer, run, script);
    } else {
      close(consumer, run);
    }
  }

  private SplitScript script(String consumer) {
    GatherPolicy policy = collects ? GatherPolicy.collect() : GatherPolicy.failWhole();
    return new SplitScript(box.link, box.keys, STAGE, NEXT, 1_000, policy, consumer);
  }

  /** A new entry, or one of another worker, which hears nothing of it. */
  private void take(String consumer) {
    List<String> ids = box.deliver(consumer, 1);
    if (ids.isEmpty()) {
      ids =
          box.pendingNow().stream()
              .map(InboxQueries.Pending::id)
              .limit(1 + random.nextInt(3))
              .toList();
      ids = ids.isEmpty() ? ids : List.of(ids.get(ids.size() - 1));
      ids.forEach(
          id -> box.ask(Command.of("XCLAIM"), box.inbox, Keys.GROUP, consumer, 0, id, "JUSTID"));
      cover("takeovers", ids.size());
    }
    for (String id : ids) {
      Entry entry =
          box.link.await(box.queries.peek(box.inbox, 100)).stream()
              .filter(e -> e.id().equals(id))
              .findFirst()
              .orElseThrow();
      runs.put(consumer, new Run(entry, makes(entry.jobId())));
    }
  }

  private List<byte[]> makes(String job) {
    int run = wild.contains(job) ? ++runNumber : 0;
    return IntStream.range(0, sizes.get(job)).mapToObj(i -> utf8(run + "/" + i)).toList();
  }

  private static String sum(List<byte[]> some) {
    return some.isEmpty() ? "" : "" + some.stream().map(TestInbox::text).toList().hashCode();
  }

  private void open(String consumer, Run run, SplitScript script) {
    Position at = script.open(run.entry, false).join();
    if (at.state() != State.AT) {
      ended(consumer, run, at.state());
    } else if (at.made() > run.makes.size()
        || !sum(run.makes.subList(0, at.made())).equals(at.checksum())) {
      cover("new generations", 1);
      run.at = script.open(run.entry, true).join();
    } else {
      cover("continued splits", at.made() > 0 ? 1 : 0);
      run.at = at;
    }
  }

  private void append(String consumer, Run run, SplitScript script) {
    int to = Math.min(run.makes.size(), run.at.made() + 1 + random.nextInt(4));
    List<byte[]> chunk = run.makes.subList(run.at.made(), to);
    String sum = sum(run.makes.subList(0, to));
    Position reached = script.append(run.entry, run.at, null, chunk, sum).join();
    if (random.nextInt(4) == 0) { // the answer is lost, so it is sent again
      reached = script.append(run.entry, run.at, null, chunk, sum).join();
      cover("repeated chunks", 1);
    }
    if (reached.state() != State.AT) {
      ended(consumer, run, reached.state());
    } else if (reached.equals(new Position(State.AT, run.at.generation(), to, sum))) {
      run.at = reached;
    } else {
      run.at = null;
      cover("gone astray", 1);
    }
  }

  private void ended(String consumer, Run run, State state) {
    runs.remove(consumer);
    cover(state.name(), 1);
    if (state == State.OVER) {
      GatherPlace place = GatherPlace.whole(STAGE, SIDE, "", "");
      settle(splits, run.entry, new ForgetGather(place, run.entry.jobId()));
    } else if (state == State.CLOSED) {
      box.link.await(splits.run(List.of(Settlement.end(run.entry.id()))));
    }
  }

  private void close(String consumer, Run run) {
    GatherPlace place = GatherPlace.whole(STAGE, SIDE, "", run.at.generation());
    Effect close = new CloseSplit(place, run.entry.jobId(), run.at.made(), run.at.checksum());
    int fenced = settle(splits, run.entry, close).fenced().size();
    cover("fenced splits", fenced);
    cover("closed splits", 1 - fenced);
    runs.remove(consumer);
  }

  private void partStep() {
    if (heldParts.isEmpty() || random.nextInt(3) == 0) {
      List<String> ids = readParts(1 + random.nextInt(3));
      box.link.await(box.queries.peek(box.keys.inbox(NEXT), 1_000)).stream()
          .filter(entry -> ids.contains(entry.id()))
          .forEach(heldParts::add);
      return;
    }
    Entry part = heldParts.get(random.nextInt(heldParts.size()));
    GatherPlace place = GatherPlace.of(part, split -> SIDE).get(0);
    Effect effect = effect(part, place);
    cover("overtaken parts", settle(parts, part, effect).overtaken().size());
    if (random.nextInt(3) == 0) {
      cover("fenced parts", settle(parts, part, effect(part, place)).fenced().size());
    }
    heldParts.remove(part);
  }

  private Effect effect(Entry part, GatherPlace place) {
    int how = random.nextInt(collects ? 6 : 12);
    if (how == 0) {
      ResultMessage failure = ResultMessage.failed(part.jobId(), NEXT, "rejected", "no", 1);
      Bury bury = new Bury("rejected", "no", 1, part.jobId(), failure);
      return new BuryPart(bury, List.of(place), null);
    }
    NewEntry result = NewEntry.submitted(part.jobId(), 7, part.payload(), null);
    return new EndPart(place, part.jobId(), how == 1 ? null : result);
  }

  private List<String> readParts(int count) {
    String next = box.keys.inbox(NEXT);
    List<Object> reply =
        box.ask(Command.XREADGROUP, "GROUP", Keys.GROUP, "c", "COUNT", count, "STREAMS", next, ">");
    return reply.isEmpty()
        ? List.of()
        : Resp.list(Resp.list(reply.get(0)).get(1)).stream()
            .map(one -> Resp.text(Resp.list(one).get(0)))
            .toList();
  }

  private SettleScript.Reply settle(SettleScript script, Entry entry, Effect effect) {
    return box.link.await(script.run(List.of(new Settlement(entry.id(), List.of(effect)))));
  }

  private void cover(String what, int times) {
    covered.merge(what, times, Integer::sum);
  }

  private Map<String, String> state(String job) {
    Map<String, String> state = new HashMap<>();
    List<Object> flat = box.ask(Command.HGETALL, box.keys.gather(STAGE, "", job));
    for (int i = 0; i < flat.size(); i += 2) {
      state.put(Resp.text(flat.get(i)), Resp.text(flat.get(i + 1)));
    }
    return state;
  }

  private long fired(String job) {
    return box.jobs(box.keys.inbox(SIDE)).stream().filter(job::equals).count();
  }

  private void check() {
    for (String job : sizes.keySet()) {
      Map<String, String> state = state(job);
      long fired = fired(job);
      assertThat(fired).as("fires of " + job).isLessThan(2);
      if (state.isEmpty() || state.containsKey("over")) {
        assertThat(fired).isZero();
        continue;
      }
      long ended = state.keySet().stream().filter(field -> field.matches("\\d+")).count();
      long made = Long.parseLong(state.get("emitted"));
      long open = state.containsKey("total") ? 0 : 1;
      assertThat(Long.parseLong(state.get("left"))).as(job).isEqualTo(made - ended + open);
      assertThat(fired == 1).as("fired " + job).isEqualTo(state.get("left").equals("0"));
      if (fired == 0) {
        checkParts(job, state, made);
      }
    }
  }

  /** As many parts of this generation as are counted, and each result is that of its own part. */
  private void checkParts(String job, Map<String, String> state, long made) {
    Map<String, String> payloads = new HashMap<>();
    for (Map<String, String> part : box.entries(box.keys.inbox(NEXT))) {
      boolean counts = part.get("g").equals(STAGE + "/" + state.get("gen"));
      if (part.get("j").equals(job) && counts) {
        assertThat(payloads.put(part.get("o"), part.get("p"))).as("a second one").isNull();
      }
    }
    assertThat(payloads).as("parts of " + job).hasSize((int) made);
    payloads.forEach(
        (index, payload) -> assertThat(state.getOrDefault(index, "")).isIn("", "!", payload));
  }

  private void checkEnd(String job) {
    boolean failed = box.link.await(box.queries.type(box.keys.result(job))).equals("string");
    assertThat(fired(job)).as("fires of " + job).isEqualTo(failed ? 0 : 1);
    cover(failed ? "failed jobs" : "gathered jobs", 1);
    if (!failed) {
      assertThat(state(job)).containsEntry("total", "" + sizes.get(job)).containsEntry("gen", "");
      Set<String> runs = new HashSet<>();
      state(job)
          .forEach(
              (field, value) -> {
                if (field.matches("\\d+") && value.contains("/")) {
                  runs.add(value.split("/")[0]);
                }
              });
      assertThat(runs).as("results are of one generation").hasSizeLessThan(2);
    }
  }

  @Override
  public void close() {
    box.close();
  }
}
