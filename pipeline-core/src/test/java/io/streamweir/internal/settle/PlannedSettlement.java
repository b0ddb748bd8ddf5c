package io.streamweir.internal.settle;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.dedupe.HoldKey;
import io.streamweir.pipeline.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A settlement, and what is to be seen of it where it counts.
 *
 * @param token the work that the entry carries; empty for a stranger's
 * @param staysHere whether the work stays with the stage: delayed or dead
 */
record PlannedSettlement(
    Settlement settlement, String token, boolean staysHere, List<Consumer<StageModel>> seen) {

  /** Plans something for an entry that was read; {@code serial} makes its outputs unique. */
  static PlannedSettlement of(Entry entry, Random random, int serial) {
    return new Planner(entry, random, serial).plan();
  }

  @Override
  public String toString() {
    return settlement.entryId()
        + settlement.effects().stream().map(effect -> effect.getClass().getSimpleName()).toList();
  }

  /** A published message in short. */
  static String heard(ResultMessage message) {
    String value = TestInbox.text(message.payload());
    return message.jobId() + (message.finished() ? "=" + value : "!" + message.error());
  }

  /** Chooses what becomes of one entry. */
  private static final class Planner {
    private final Entry entry;
    private final Random random;
    private final int serial;
    private final String token;
    private final List<Effect> effects = new ArrayList<>();
    private final List<Consumer<StageModel>> seen = new ArrayList<>();
    private boolean staysHere;

    Planner(Entry entry, Random random, int serial) {
      this.entry = entry;
      this.random = random;
      this.serial = serial;
      this.token = TestInbox.text(entry.payload());
    }

    PlannedSettlement plan() {
      int kind = entry.defect() == null ? random.nextInt(12) : 9 + random.nextInt(2) * 2;
      switch (kind) {
        case 0, 1, 2 -> append(random.nextInt(2), entry.path());
        case 3, 4 -> count();
        case 5 -> fanOut();
        case 6 -> finish();
        case 7, 8 -> retry();
        case 9, 10 -> bury();
        default -> {}
      }
      if (kind > 4 && kind < 11 && random.nextBoolean()) {
        count();
      }
      hold();
      return new PlannedSettlement(
          new Settlement(entry.id(), effects), token, staysHere, List.copyOf(seen));
    }

    /** As a worker does: the job lets go of its dedupe key with the last of its entries. */
    private void hold() {
      String key = entry.dedupeKey();
      if (key == null) {
        return;
      }
      long on = effects.stream().filter(e -> e instanceof Append || e instanceof Delay).count();
      int change = entry.keepsHolding() ? (int) on - 1 : -1;
      effects.add(new HoldKey(key, entry.jobId(), change, entry.holdMillis()));
      seen.add(model -> model.change(key, entry.jobId(), change));
    }

    private void append(int target, String path) {
      String payload = token + ">" + serial;
      effects.add(new Append(target, NewEntry.forwarded(entry, TestInbox.utf8(payload), path)));
      List<String> fields = fields(payload, 1, path);
      seen.add(model -> model.downstream.get(target).add(fields));
    }

    private void fanOut() {
      for (int i = random.nextInt(3) + 1; i >= 0; i--) {
        append(random.nextInt(2), "0." + i);
      }
    }

    private void count() {
      List<Count> counts = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        String field = "c" + random.nextInt(3);
        long delta = random.nextInt(10) == 0 ? 1L << 40 : random.nextInt(9) - 4;
        counts.add(new Count("hits", field, delta));
        seen.add(model -> model.counters.merge(field, delta, Long::sum));
      }
      effects.add(new ChangeCounters(counts));
    }

    private void finish() {
      ResultMessage message =
          ResultMessage.finished(entry.jobId(), TestInbox.STAGE, TestInbox.utf8("r" + serial));
      effects.add(new Store(entry.jobId(), message));
      store(message);
    }

    private void store(ResultMessage message) {
      String body = TestInbox.text(message.bytes());
      seen.add(
          model -> {
            model.results.put(message.jobId(), body);
            model.published.add(heard(message));
          });
    }

    private void retry() {
      staysHere = true;
      boolean counts = random.nextBoolean();
      long delay = Interleaving.FAR.toMillis();
      effects.add(new Delay(delay, NewEntry.again(entry, counts), entry.id() + "/" + serial));
      List<String> fields = fields(token, entry.attempt() + (counts ? 1 : 0), entry.path());
      seen.add(model -> model.later.add(new StageModel.Later(fields, delay)));
    }

    private void bury() {
      staysHere = true;
      String error = "error " + serial;
      boolean nameless = entry.jobId().isEmpty();
      ResultMessage failure =
          ResultMessage.failed(entry.jobId(), TestInbox.STAGE, "rejected", error, entry.attempt());
      effects.add(
          new Bury("rejected", error, entry.attempt(), nameless ? null : entry.jobId(), failure));
      seen.add(model -> die(model, error));
      if (!nameless) {
        store(failure);
      }
    }

    private void die(StageModel model, String error) {
      List<String> letter = new ArrayList<>(List.of("reason", "rejected", "error", error));
      letter.addAll(List.of("attempts", Integer.toString(entry.attempt()), "entry", entry.id()));
      List<String> fields = model.inbox.getOrDefault(StreamId.of(entry.id()), List.of());
      for (int i = 0; i < fields.size(); i += 2) {
        letter.addAll(List.of("f:" + fields.get(i), fields.get(i + 1)));
      }
      model.dying.add(letter);
    }

    /** As docs/protocol.md says. */
    private List<String> fields(String payload, int attempt, String path) {
      List<String> fields = new ArrayList<>(List.of("j", entry.jobId()));
      fields.addAll(List.of("t", Long.toString(entry.submittedAt()), "p", payload));
      if (attempt > 1) {
        fields.addAll(List.of("a", Integer.toString(attempt)));
      }
      if (entry.replays() > 0) {
        fields.addAll(List.of("x", Integer.toString(entry.replays())));
      }
      if (!path.isEmpty()) {
        fields.addAll(List.of("o", path));
      }
      if (entry.headers() != null) {
        fields.addAll(List.of("h", entry.headers()));
      }
      if (entry.dedupeKey() != null && entry.keepsHolding()) {
        fields.addAll(List.of("u", entry.dedupeKey(), "w", Long.toString(entry.holdMillis())));
      }
      return fields;
    }
  }
}
