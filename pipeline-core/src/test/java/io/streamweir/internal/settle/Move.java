package io.streamweir.internal.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Strangers;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.housekeeping.PromoteScript;
import io.streamweir.internal.lane.InboxScripts;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** What workers may do to a stage, each with the scripts and with the model. */
enum Move {
  READ(6, Move::read),
  SETTLE(8, Move::settle),
  SETTLE_AGAIN(2, Move::settleAgain),
  CLEAR(3, Move::clear),
  RENEW(5, Move::renew),
  AGE(4, Move::age),
  RECLAIM(5, Move::reclaim),
  RELEASE(2, Move::release),
  PROMOTE(3, Move::promote),
  TRIM(6, Move::trim),
  RETIRE(1, Move::retire),
  RETIRE_IDLE(1, Move::retireIdle),
  APPEND(6, Giving::append),
  NUMBERED(3, Giving::numbered),
  BURST(2, Giving::burst),
  COME_DUE(3, Strangers::comeDue),
  REPLAY(2, Strangers::replay),
  DROP(1, Strangers::drop),
  WATCH(4, Strangers::watch),
  DELETE(2, Strangers::delete),
  GARBAGE(1, Strangers::garbage);

  static final int MOST_DELIVERIES = 2;
  private static final List<Move> WEIGHTED =
      Stream.of(values()).flatMap(move -> Collections.nCopies(move.weight, move).stream()).toList();

  private final int weight;
  private final BiConsumer<Interleaving, Random> body;

  Move(int weight, BiConsumer<Interleaving, Random> body) {
    this.weight = weight;
    this.body = body;
  }

  static Move any(Random random) {
    return WEIGHTED.get(random.nextInt(WEIGHTED.size()));
  }

  void make(Interleaving history, Random random) {
    body.accept(history, random);
  }

  private static void read(Interleaving history, Random random) {
    Interleaving.Worker worker = history.anyWorker(random);
    int count = random.nextInt(6) == 0 ? 200 : 1 + random.nextInt(6);
    history.note("%s up to %d", worker.name, count);
    List<StreamId> expected = history.model.read(worker.name, count);
    if (expected.isEmpty()) {
      return; // a real read would wait
    }
    List<Entry> read = history.box.link.await(worker.reader.read(count));
    assertThat(read).extracting(Entry::id).isEqualTo(texts(expected));
    read.forEach(entry -> mustBe(entry, history.model, 1));
    hold(worker, read);
  }

  private static void hold(Interleaving.Worker worker, List<Entry> entries) {
    entries.forEach(entry -> worker.held.put(entry.id(), entry));
  }

  /** The entry as it was decoded is the entry as it was written. */
  private static void mustBe(Entry entry, StageModel model, long deliveries) {
    List<String> fields = model.inbox.getOrDefault(StreamId.of(entry.id()), List.of());
    String job = StageModel.token(fields, "j");
    assertThat(entry.jobId()).isEqualTo(job == null ? "" : job);
    assertThat(entry.defect() == null).isEqualTo(job != null);
    String payload = StageModel.token(fields, "p");
    assertThat(TestInbox.text(entry.payload())).isEqualTo(payload == null ? "" : payload);
    assertThat(entry.headers()).isEqualTo(StageModel.token(fields, "h"));
    assertThat(entry.dedupeKey()).isEqualTo(StageModel.token(fields, "u"));
    assertThat(entry.keepsHolding()).isEqualTo(StageModel.token(fields, "w") != null);
    String attempt = StageModel.token(fields, "a");
    assertThat(entry.attempt()).isEqualTo(attempt == null ? 1 : Integer.parseInt(attempt));
    String replays = StageModel.token(fields, "x");
    assertThat(entry.replays()).isEqualTo(replays == null ? 0 : Integer.parseInt(replays));
    assertThat((long) entry.deliveries()).isEqualTo(deliveries);
  }

  private static void settle(Interleaving history, Random random) {
    Interleaving.Worker worker = history.anyWorker(random);
    List<PlannedSettlement> batch = new ArrayList<>();
    for (Entry entry : some(worker, random, random.nextInt(6) == 0 ? 300 : 8)) {
      batch.add(PlannedSettlement.of(entry, random, history.serial++));
      if (random.nextInt(15) == 0) {
        batch.add(PlannedSettlement.of(entry, random, history.serial++)); // fences itself
      }
      worker.held.remove(entry.id());
      worker.past.put(entry.id(), entry);
    }
    settle(history, worker, batch);
    history.last = batch;
  }

  /** Everything that is pending ends, whoever has it; in some histories never. */
  private static void clear(Interleaving history, Random random) {
    if (!history.tidy) {
      return;
    }
    List<PlannedSettlement> batch = new ArrayList<>();
    for (StreamId id : history.model.pending.keySet()) {
      String token = StageModel.token(history.model.inbox.getOrDefault(id, List.of()), "p");
      Settlement end = Settlement.end(id.toString());
      batch.add(new PlannedSettlement(end, token == null ? "" : token, false, List.of()));
    }
    settle(history, history.anyWorker(random), batch);
  }

  private static void settleAgain(Interleaving history, Random random) {
    settle(history, history.anyWorker(random), history.last);
  }

  private static void settle(
      Interleaving history, Interleaving.Worker worker, List<PlannedSettlement> batch) {
    history.note("%s %s", worker.name, batch);
    if (batch.isEmpty()) {
      return;
    }
    List<Long> fenced = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      PlannedSettlement planned = batch.get(i);
      if (history.model.pending.remove(StreamId.of(planned.settlement().entryId())) == null) {
        fenced.add(i + 1L);
      } else {
        planned.seen().forEach(effect -> effect.accept(history.model));
      }
    }
    SettleScript.Reply reply =
        history.box.link.await(
            history.settle.run(batch.stream().map(PlannedSettlement::settlement).toList()));
    for (int i = 0; i < batch.size(); i++) {
      PlannedSettlement planned = batch.get(i);
      if (!reply.fenced().contains(i + 1L) && !planned.staysHere() && !planned.token().isEmpty()) {
        history.work.leave(planned.token());
      }
    }
    assertThat(reply.fenced()).as("fenced").isEqualTo(fenced);
    for (int target = 0; target < history.model.downstream.size(); target++) {
      assertThat(reply.targetLengths().get(target))
          .as("length of target %d", target)
          .isIn((long) history.model.downstream.get(target).size(), SettleScript.NOT_ASKED);
    }
    history.cover("settlements with effect", batch.size() - fenced.size());
    history.cover("fenced settlements", fenced.size());
  }

  private static void renew(Interleaving history, Random random) {
    Interleaving.Worker worker = history.anyWorker(random);
    List<String> ids =
        some(worker, random, random.nextBoolean() ? 300 : 10).stream().map(Entry::id).toList();
    history.note("%s %s", worker.name, ids);
    InboxScripts.Renewal expected = history.model.renew(worker.name, ids);
    assertThat(history.box.link.await(worker.scripts.renew(ids))).isEqualTo(expected);
    history.cover("renewals of lost entries", expected.notOwned().size());
    history.cover("renewals of deleted entries", expected.deleted().size());
    worker.held.keySet().removeAll(expected.deleted());
  }

  /** Time passes for some: their owners do not renew them. */
  private static void age(Interleaving history, Random random) {
    Map<String, List<String>> ids = new TreeMap<>();
    history.model.pending.forEach(
        (id, mark) -> {
          if (history.model.inbox.containsKey(id) && random.nextBoolean()) {
            mark.expired = true;
            ids.computeIfAbsent(mark.owner, owner -> new ArrayList<>()).add(id.toString());
          }
        });
    history.note("%s", ids);
    ids.forEach((owner, theirs) -> history.box.age(owner, Interleaving.FAR, theirs));
  }

  private static void reclaim(Interleaving history, Random random) {
    Interleaving.Worker worker = history.anyWorker(random);
    int count = 1 + random.nextInt(5);
    boolean mayTakeLast = random.nextInt(3) > 0;
    history.note("%s %d from %s, last %s", worker.name, count, worker.cursor, mayTakeLast);
    InboxScripts.Reclaimed reclaimed =
        history.box.link.await(
            worker.scripts.reclaim(
                Interleaving.LEASE, worker.cursor, count, MOST_DELIVERIES, mayTakeLast));
    // One call is bounded: it may stop where it has put off many.
    StreamId until = StreamId.of(reclaimed.deferred() < 40 ? "0-0" : reclaimed.cursor());
    StageModel.Reclaimed expected =
        history.model.reclaim(
            worker.name, worker.cursor, until, count, MOST_DELIVERIES, mayTakeLast);
    assertThat(reclaimed.entries())
        .extracting(Entry::id)
        .isEqualTo(texts(expected.entries().keySet()));
    reclaimed
        .entries()
        .forEach(
            entry -> mustBe(entry, history.model, expected.entries().get(StreamId.of(entry.id()))));
    assertThat(reclaimed.cursor()).as("cursor").isEqualTo(expected.cursor());
    assertThat(reclaimed.deleted()).as("deleted").isEqualTo(expected.deleted());
    assertThat(reclaimed.deferred()).as("deferred").isEqualTo(expected.deferred());
    worker.cursor = reclaimed.cursor();
    hold(worker, reclaimed.entries());
    history.cover("reclaimed entries", reclaimed.entries().size());
    history.cover("last deliveries put off", reclaimed.deferred());
    history.cover("deleted entries found by a reclaim", reclaimed.deleted().size());
    history.cover(
        "deliveries beyond the most",
        reclaimed.entries().stream().filter(e -> e.deliveries() > MOST_DELIVERIES).count());
  }

  private static void release(Interleaving history, Random random) {
    Interleaving.Worker worker = history.anyWorker(random);
    List<String> ids = some(worker, random, 5).stream().map(Entry::id).toList();
    boolean started = random.nextBoolean();
    history.note("%s %s started %s", worker.name, ids, started);
    long expected = history.model.release(worker.name, started, ids);
    assertThat(history.box.link.await(worker.scripts.handBack(Interleaving.LEASE, started, ids)))
        .isEqualTo(expected);
    history.cover("hand-backs", expected);
  }

  private static void promote(Interleaving history, Random random) {
    int limit = 1 + random.nextInt(4);
    history.note("up to %d", limit);
    long now = history.box.queries.now();
    long expected = history.model.promote(limit, now);
    PromoteScript.Reply reply = history.box.link.await(history.promote.run(limit, 0));
    assertThat(reply.moved()).as("moved").isEqualTo(expected);
    long head = history.model.later.stream().mapToLong(member -> member.score).min().orElse(-1);
    long wait = head < 0 ? -1 : Math.max(0, head - now);
    assertThat(reply.nextMillis()).as("until the next is due").isBetween(wait - 10_000, wait);
    assertThat(reply.nextMillis() < 0).as("that none waits").isEqualTo(head < 0);
    history.cover("promotions", expected);
  }

  private static void trim(Interleaving history, Random random) {
    boolean exact = random.nextBoolean();
    Duration retention =
        List.of(Duration.ZERO, Duration.ofMillis(30), Interleaving.LEASE).get(random.nextInt(3));
    history.note(exact ? "exactly, retention %s" : "roughly, retention %s", retention);
    StageModel model = history.model;
    StreamId must = bound(history, retention);
    long trimmed =
        history.box.link.await(history.workers.get(0).scripts.trim(exact, retention, 0)).entries();
    StreamId may = bound(history, retention);
    List<StreamId> there =
        history.box.ask(Command.XRANGE, history.box.inbox, "-", "+").stream()
            .map(entry -> StreamId.of(Resp.text(Resp.list(entry).get(0))))
            .toList();
    List<StreamId> gone = new ArrayList<>(model.inbox.keySet());
    gone.removeAll(there);
    assertThat(gone).as("trimmed").allMatch(id -> id.below(may)).hasSize((int) trimmed);
    assertThat(there).as("left").allMatch(id -> !exact || !id.below(must));
    model.inbox.keySet().removeAll(gone);
    history.cover(retention.isZero() ? "trimmed entries" : "trimmed old entries", gone.size());
    history.cover("rough trimmings", exact ? 0 : gone.size());
  }

  private static StreamId bound(Interleaving history, Duration retention) {
    StreamId floor = history.model.floor();
    StreamId oldest = new StreamId(history.box.queries.now() - retention.toMillis(), 0);
    return retention.isZero() || floor.below(oldest) ? floor : oldest;
  }

  private static void retire(Interleaving history, Random random) {
    Interleaving.Worker worker = history.anyWorker(random);
    history.note("%s", worker.name);
    boolean there = Strangers.consumers(history).contains(worker.name);
    boolean idle = !history.model.owners().containsKey(worker.name);
    assertThat(history.box.link.await(worker.scripts.retire())).isEqualTo(there && idle ? 1 : 0);
    assertThat(Strangers.consumers(history).contains(worker.name)).isEqualTo(there && !idle);
    history.cover("consumers that stay", idle ? 0 : 1);
  }

  private static void retireIdle(Interleaving history, Random random) {
    long before = Strangers.consumers(history).size();
    long retired =
        history.box.link.await(history.anyWorker(random).scripts.retireIdle(Duration.ZERO));
    assertThat(Strangers.consumers(history))
        .hasSize((int) (before - retired))
        .containsExactlyInAnyOrderElementsOf(history.model.owners().keySet());
    history.cover("retired consumers", retired);
  }

  /** Some of what the worker holds, and now and then something that it settled long ago. */
  private static List<Entry> some(Interleaving.Worker worker, Random random, int most) {
    List<Entry> held = new ArrayList<>(worker.held.values());
    if (random.nextInt(3) == 0) {
      held.addAll(worker.past.values());
    }
    Collections.shuffle(held, random);
    return List.copyOf(held.subList(0, Math.min(held.size(), 1 + random.nextInt(most))));
  }

  private static List<String> texts(Collection<StreamId> ids) {
    return ids.stream().map(StreamId::toString).toList();
  }
}
