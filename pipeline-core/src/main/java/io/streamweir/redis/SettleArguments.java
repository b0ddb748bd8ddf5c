package io.streamweir.redis;

import io.lettuce.core.protocol.CommandArgs;
import io.streamweir.pipeline.Count;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys and arguments of one call of {@code settle.lua}, as its header lists them. */
final class SettleArguments {
  private static final byte[] FORWARDS = Wire.bytes("F");
  private static final byte[] ENDS = Wire.bytes("X");
  private static final byte[] GENERAL = Wire.bytes("G");
  private static final byte[] APPEND = Wire.bytes("A");
  private static final byte[] DELAY = Wire.bytes("L");
  private static final byte[] BURY = Wire.bytes("D");
  private static final byte[] STORE = Wire.bytes("R");
  private static final byte[] CHANGE = Wire.bytes("C");

  private final SettleTarget target;
  private final List<Settlement> batch;
  private final Map<String, Integer> states = new LinkedHashMap<>();
  private final Map<Counter, Integer> counters = new LinkedHashMap<>();
  private final List<String> results = new ArrayList<>();
  private int nextResult;

  private record Counter(String state, String field) {}

  SettleArguments(SettleTarget target, List<Settlement> batch) {
    this.target = target;
    this.batch = batch;
    batch.forEach(settlement -> settlement.effects().forEach(this::collect));
  }

  private void collect(Effect effect) {
    if (effect instanceof Effect.Change change) {
      change.counts().forEach(this::collect);
    } else if (effect instanceof Effect.Store store) {
      results.add(store.jobId());
    } else if (effect instanceof Effect.Bury bury && bury.jobId() != null) {
      results.add(bury.jobId());
    }
  }

  private void collect(Count count) {
    Counter counter = new Counter(count.state(), count.field());
    if (!counters.containsKey(counter)) {
      counters.put(counter, counters.size() + 1);
      states.putIfAbsent(count.state(), states.size() + 1);
    }
  }

  int keyCount() {
    return target.fixedKeys.size() + states.size() + results.size();
  }

  void addTo(CommandArgs<byte[], byte[]> args) {
    nextResult = target.fixedKeys.size() + states.size() + 1;
    target.fixedKeys.forEach(args::addKey);
    states.keySet().forEach(state -> args.addKey(target.state(state)));
    results.forEach(jobId -> args.addKey(target.result(jobId)));
    args.add(target.group).add(target.publish);
    args.add(target.targets).add(states.size()).add(counters.size());
    counters
        .keySet()
        .forEach(c -> args.add(number(states.get(c.state()))).add(Wire.bytes(c.field())));
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
      } else {
        addGeneral(args, first);
      }
      from = to;
    }
  }

  private static boolean forwardsTo(Settlement settlement, int stage) {
    return settlement.isPlainForward() && settlement.plainForward().target() == stage;
  }

  private void addForwards(CommandArgs<byte[], byte[]> args, int stage, int from, int to) {
    args.add(FORWARDS).add(stage + 1).add(to - from);
    for (Settlement settlement : batch.subList(from, to)) {
      args.add(settlement.entryId());
      settlement.plainForward().entry().addPlain(args);
    }
  }

  private void addEnds(CommandArgs<byte[], byte[]> args, int from, int to) {
    args.add(ENDS).add(to - from);
    batch.subList(from, to).forEach(settlement -> args.add(settlement.entryId()));
  }

  private void addGeneral(CommandArgs<byte[], byte[]> args, Settlement settlement) {
    int length = settlement.effects().stream().mapToInt(SettleArguments::length).sum();
    args.add(GENERAL).add(settlement.entryId()).add(length);
    settlement.effects().forEach(effect -> add(args, effect));
  }

  private static int length(Effect effect) {
    if (effect instanceof Effect.Append append) {
      return 3 + append.entry().fieldArguments();
    }
    if (effect instanceof Effect.Delay delay) {
      return 4 + delay.entry().fieldArguments();
    }
    if (effect instanceof Effect.Change change) {
      return 2 + 2 * change.counts().size();
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
    } else if (effect instanceof Effect.Change change) {
      args.add(CHANGE).add(change.counts().size());
      change.counts().forEach(c -> args.add(counter(c)).add(c.delta()));
    } else if (effect instanceof Effect.Store store) {
      args.add(STORE).add(nextResult++).add(target.resultTtlMillis).add(store.message().bytes());
    } else if (effect instanceof Effect.Bury bury) {
      args.add(BURY).add(bury.reason()).add(Wire.bytes(bury.error())).add(bury.attempts());
      args.add(bury.jobId() == null ? 0 : nextResult++);
      args.add(target.resultTtlMillis).add(bury.failure().bytes());
    }
  }

  private int counter(Count count) {
    return number(counters.get(new Counter(count.state(), count.field())));
  }

  private static int number(@Nullable Integer known) {
    if (known == null) {
      throw new IllegalStateException("a counter was not collected");
    }
    return known;
  }
}
