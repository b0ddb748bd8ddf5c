package io.streamweir.redis;

import io.lettuce.core.protocol.CommandArgs;
import io.streamweir.pipeline.Count;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys and arguments of one call of {@code settle.lua}, as its header lists them. */
final class SettleArguments {
  private static final byte[] FORWARDS = Wire.bytes("F");
  private static final byte[] ENDS = Wire.bytes("X");
  private static final byte[] GENERAL = Wire.bytes("G");
  private static final byte[] APPEND = Wire.bytes("A");
  private static final byte[] DELAY = Wire.bytes("L");
  private static final byte[] BURY = Wire.bytes("D");
  private static final byte[] STORE = Wire.bytes("R");
  private static final byte[] CANCEL = Wire.bytes("C");
  private static final byte[] COUNTS = Wire.bytes("N");
  private static final byte[] HOLD = Wire.bytes("U");

  private final SettleTarget target;
  private final List<Settlement> batch;
  private final Map<String, State> states = new LinkedHashMap<>();
  private final List<Counter> counters = new ArrayList<>();
  private final List<String> counts; // of each settlement
  private final List<String> results = new ArrayList<>();
  private final List<String> dedupeKeys = new ArrayList<>();
  private boolean delays;
  private boolean buries;
  private int nextResult;
  private int nextDedupeKey;

  /** A group of counters and those of its counters that the batch changes. */
  private static final class State {
    final int number;
    final Map<String, Counter> counters = new HashMap<>();

    State(int number) {
      this.number = number;
    }
  }

  /** A counter and how much the whole batch changes it. */
  private static final class Counter {
    final int number;
    final int state;
    final String field;
    long total;

    Counter(int number, int state, String field) {
      this.number = number;
      this.state = state;
      this.field = field;
    }
  }

  SettleArguments(SettleTarget target, List<Settlement> batch) {
    this.target = target;
    this.batch = batch;
    this.counts = new ArrayList<>(batch.size());
    batch.forEach(settlement -> counts.add(settlement.isPlainForward() ? "" : collect(settlement)));
  }

  /** Notes the keys and totals; answers with the settlement's own counts. */
  private String collect(Settlement settlement) {
    StringBuilder own = new StringBuilder();
    for (Effect effect : settlement.effects()) {
      if (effect instanceof Effect.Change change) {
        change.counts().forEach(count -> collect(count, own));
      } else if (effect instanceof Effect.Store store) {
        results.add(store.jobId());
      } else if (effect instanceof Effect.Cancel cancel) {
        results.add(cancel.jobId());
      } else if (effect instanceof Effect.Bury bury) {
        buries = true;
        if (bury.jobId() != null) {
          results.add(bury.jobId());
        }
      } else if (effect instanceof Effect.Delay) {
        delays = true;
      } else if (effect instanceof Effect.Hold hold) {
        dedupeKeys.add(hold.dedupeKey());
      }
    }
    return own.toString();
  }

  private void collect(Count count, StringBuilder own) {
    State state = states.get(count.state());
    if (state == null) {
      state = new State(states.size() + 1);
      states.put(count.state(), state);
    }
    Counter counter = state.counters.get(count.field());
    if (counter == null) {
      counter = new Counter(counters.size() + 1, state.number, count.field());
      state.counters.put(count.field(), counter);
      counters.add(counter);
    }
    counter.total += count.delta();
    own.append(own.isEmpty() ? "" : " ").append(counter.number).append(':').append(count.delta());
  }

  int keyCount() {
    int cancelled = mindsCancelled() ? 1 : 0;
    return fixedKeys() + states.size() + cancelled + results.size() + dedupeKeys.size();
  }

  private int fixedKeys() {
    return 4 + target.targetInboxes.size();
  }

  /** A run of plain forwards asks for nothing: the next stage will. */
  private boolean mindsCancelled() {
    return delays || !results.isEmpty();
  }

  void addTo(CommandArgs<byte[], byte[]> args) {
    nextResult = fixedKeys() + states.size() + 2;
    nextDedupeKey = nextResult - (mindsCancelled() ? 0 : 1) + results.size();
    args.addKey(target.inbox);
    args.addKey(delays ? target.later : target.inbox);
    args.addKey(buries ? target.dead : target.inbox);
    args.addKey(target.results);
    target.targetInboxes.forEach(args::addKey);
    states.keySet().forEach(state -> args.addKey(target.state(state)));
    if (mindsCancelled()) {
      args.addKey(target.cancelled);
    }
    results.forEach(jobId -> args.addKey(target.result(jobId)));
    dedupeKeys.forEach(key -> args.addKey(target.unique(key)));
    args.add(target.group).add(target.publish);
    args.add(target.targetInboxes.size()).add(states.size()).add(counters.size());
    args.add(dedupeKeys.size());
    counters.forEach(c -> args.add(c.state).add(Wire.bytes(c.field)).add(c.total));
    addOperations(args);
  }

  private void addOperations(CommandArgs<byte[], byte[]> args) {
    int from = 0;
    while (from < batch.size()) {
      Settlement first = batch.get(from);
      int to = from + 1;
      if (first.isPlainForward()) {
        int stage = first.plainForward().target();
        while (to < batch.size() && forwardsTo(batch.get(to), stage)) {
          to++;
        }
        addForwards(args, stage, from, to);
      } else if (first.effects().isEmpty()) {
        while (to < batch.size() && batch.get(to).effects().isEmpty()) {
          to++;
        }
        addEnds(args, from, to);
      } else if (first.onlyCounts()) {
        while (to < batch.size() && batch.get(to).onlyCounts()) {
          to++;
        }
        addCounts(args, from, to);
      } else {
        addGeneral(args, first, counts.get(from));
      }
      from = to;
    }
  }

  private static boolean forwardsTo(Settlement settlement, int stage) {
    return settlement.isPlainForward() && settlement.plainForward().target() == stage;
  }

  private void addForwards(CommandArgs<byte[], byte[]> args, int stage, int from, int to) {
    RepeatedNumber times = new RepeatedNumber();
    args.add(FORWARDS).add(stage + 1).add(to - from);
    for (Settlement settlement : batch.subList(from, to)) {
      args.add(settlement.entryId());
      settlement.plainForward().entry().addPlain(args, times);
    }
  }

  private void addEnds(CommandArgs<byte[], byte[]> args, int from, int to) {
    args.add(ENDS).add(to - from);
    batch.subList(from, to).forEach(settlement -> args.add(settlement.entryId()));
  }

  private void addCounts(CommandArgs<byte[], byte[]> args, int from, int to) {
    args.add(COUNTS).add(to - from);
    for (int i = from; i < to; i++) {
      args.add(batch.get(i).entryId()).add(counts.get(i));
    }
  }

  private void addGeneral(
      CommandArgs<byte[], byte[]> args, Settlement settlement, String ownCounts) {
    int length = settlement.effects().stream().mapToInt(SettleArguments::length).sum();
    args.add(GENERAL).add(settlement.entryId()).add(ownCounts).add(length);
    settlement.effects().forEach(effect -> add(args, effect));
  }

  private static int length(Effect effect) {
    if (effect instanceof Effect.Append append) {
      return 3 + append.entry().fieldArguments();
    }
    if (effect instanceof Effect.Delay delay) {
      return 4 + delay.entry().fieldArguments();
    }
    if (effect instanceof Effect.Change) {
      return 0;
    }
    if (effect instanceof Effect.Hold) {
      return 5;
    }
    return effect instanceof Effect.Bury ? 7 : 4;
  }

  private void add(CommandArgs<byte[], byte[]> args, Effect effect) {
    if (effect instanceof Effect.Append append) {
      args.add(APPEND).add(append.target() + 1).add(append.entry().fieldArguments());
      append.entry().addFields(args);
    } else if (effect instanceof Effect.Delay delay) {
      args.add(DELAY).add(delay.delayMillis()).add(delay.nonce());
      args.add(delay.entry().fieldArguments());
      delay.entry().addFields(args);
    } else if (effect instanceof Effect.Store store) {
      addResult(args.add(STORE), store.message());
    } else if (effect instanceof Effect.Cancel cancel) {
      addResult(args.add(CANCEL), cancel.message());
    } else if (effect instanceof Effect.Hold hold) {
      args.add(HOLD).add(nextDedupeKey++).add(Wire.bytes(hold.jobId())).add(hold.change());
      args.add(hold.ttlMillis());
    } else if (effect instanceof Effect.Bury bury) {
      args.add(BURY).add(bury.reason()).add(Wire.bytes(bury.error())).add(bury.attempts());
      args.add(bury.jobId() == null ? 0 : nextResult++);
      args.add(target.resultTtlMillis).add(bury.failure().bytes());
    }
  }

  private void addResult(CommandArgs<byte[], byte[]> args, ResultMessage message) {
    args.add(nextResult++).add(target.resultTtlMillis).add(message.bytes());
  }
}
