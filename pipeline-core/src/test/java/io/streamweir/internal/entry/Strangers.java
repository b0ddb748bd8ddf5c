package io.streamweir.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.settle.Interleaving;
import io.streamweir.internal.settle.LaterMember;
import io.streamweir.internal.settle.StageModel;
import io.streamweir.internal.settle.StreamId;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** What operators, other programs and time do to a stage. */
public final class Strangers {
  private static final String WATCHER = "audit";

  private Strangers() {}

  /** Some delayed entries become due, in an order of their own. */
  public static void comeDue(Interleaving history, Random random) {
    String later = history.box.keys.later(TestInbox.STAGE);
    long past = history.box.queries.now() - 10_000_000;
    List<Object> flat = history.box.ask(Command.ZRANGE, later, 0, -1);
    Collections.shuffle(flat, random);
    int count = 0;
    for (Object item : flat.subList(0, Math.min(flat.size(), 1 + random.nextInt(4)))) {
      byte[] member = (byte[]) item;
      List<String> texts = LaterMember.read(member);
      List<String> fields = texts.size() == 1 ? texts : texts.subList(1, texts.size());
      long score = past + history.serial++;
      history.box.ask(Command.of("ZADD"), later, "XX", score, member);
      history.model.later.stream()
          .filter(delayed -> delayed.fields.equals(fields))
          .forEach(delayed -> delayed.score = score);
      count++;
    }
    history.note("%d", count);
  }

  public static void replay(Interleaving history, Random random) {
    List<StreamId> ids = someLetters(history, random);
    history.note("%s", ids);
    long expected = history.model.replay(ids);
    assertThat(history.dead.replay(texts(ids))).as("replayed").isEqualTo(expected);
    history.cover("replays", expected);
  }

  public static void drop(Interleaving history, Random random) {
    List<StreamId> ids = someLetters(history, random);
    history.note("%s", ids);
    Set<StreamId> there = new TreeSet<>(ids);
    there.retainAll(history.model.dead.keySet());
    for (StreamId id : there) {
      history.work.take(String.valueOf(StageModel.token(history.model.dead.get(id), "f:p")));
    }
    history.model.dead.keySet().removeAll(there);
    assertThat(history.dead.drop(texts(ids))).as("dropped").isEqualTo(there.size());
  }

  /** One that is not there, and one that is named twice, among them. */
  private static List<StreamId> someLetters(Interleaving history, Random random) {
    List<StreamId> ids = new ArrayList<>(history.model.dead.keySet());
    Collections.shuffle(ids, random);
    ids = new ArrayList<>(ids.subList(0, Math.min(ids.size(), random.nextInt(4))));
    ids.add(new StreamId(7, 7));
    ids.add(ids.get(0));
    return ids;
  }

  /** A group of somebody else comes, reads, acknowledges, or goes. */
  public static void watch(Interleaving history, Random random) {
    StageModel.Watcher watcher = history.model.watchers.get(WATCHER);
    String inbox = history.box.inbox;
    if (watcher == null) {
      boolean fromStart = random.nextBoolean();
      history.box.ask(Command.XGROUP, "CREATE", inbox, WATCHER, fromStart ? "0" : "$");
      StreamId from = fromStart ? StreamId.ZERO : history.model.newest;
      history.model.watchers.put(WATCHER, new StageModel.Watcher(from));
      history.note("comes from %s", from);
    } else if (random.nextInt(6) == 0) {
      history.box.ask(Command.XGROUP, "DESTROY", inbox, WATCHER);
      history.model.watchers.remove(WATCHER);
      history.note("goes");
    } else if (random.nextBoolean() || watcher.pending.isEmpty()) {
      List<StreamId> read =
          history.model.inbox.tailMap(watcher.delivered, false).keySet().stream()
              .limit(1 + random.nextInt(120))
              .toList();
      assertThat(history.box.deliver(WATCHER, "w", Math.max(1, read.size())))
          .isEqualTo(texts(read));
      read.forEach(id -> watcher.delivered = id);
      watcher.pending.addAll(read);
      history.note("reads %d", read.size());
    } else {
      List<StreamId> ids = new ArrayList<>(watcher.pending);
      Collections.shuffle(ids, random);
      ids = ids.subList(0, random.nextBoolean() ? ids.size() : 1);
      List<Object> words = new ArrayList<>(List.of(inbox, WATCHER));
      words.addAll(texts(ids));
      history.box.ask(Command.XACK, words.toArray());
      watcher.pending.removeAll(new TreeSet<>(ids));
      history.note("acknowledges %d", ids.size());
    }
    history.cover("steps of a foreign group", 1);
  }

  /** Somebody deletes an entry of the inbox, which nobody may. */
  public static void delete(Interleaving history, Random random) {
    List<StreamId> ids = List.copyOf(history.model.inbox.keySet());
    if (ids.isEmpty()) {
      return;
    }
    StreamId id = ids.get(random.nextInt(ids.size()));
    history.note("%s", id);
    List<String> fields = history.model.inbox.getOrDefault(id, List.of());
    if (history.model.pending.containsKey(id) || history.model.delivered.below(id)) {
      history.work.take(String.valueOf(StageModel.token(fields, "p")));
      history.cover("deletions of unsettled entries", 1);
    }
    history.model.inbox.remove(id);
    history.deleted = true;
    history.box.ask(Command.XDEL, history.box.inbox, id);
  }

  /** Somebody appends what is no entry, or puts what is none into the later set. */
  public static void garbage(Interleaving history, Random random) {
    int number = history.serial++;
    if (random.nextBoolean()) {
      String token = "garbage" + number;
      history.box.append("what", "ever", "p", token);
      history.model.arriving.add(List.of("what", "ever", "p", token));
      history.work.accept(token);
    } else {
      String member = "garbage" + number;
      long due = history.box.queries.now() - 1_000_000 + number;
      history.box.ask(Command.of("ZADD"), history.box.keys.later(TestInbox.STAGE), due, member);
      StageModel.Later later = new StageModel.Later(List.of(member), 0);
      later.score = due;
      history.model.later.add(later);
    }
  }

  public static List<String> consumers(Interleaving history) {
    return history.box.ask(Command.XINFO, "CONSUMERS", history.box.inbox, Keys.GROUP).stream()
        .map(info -> Resp.text(Resp.named(info).get("name")))
        .toList();
  }

  private static List<String> texts(List<StreamId> ids) {
    return ids.stream().map(StreamId::toString).toList();
  }
}
