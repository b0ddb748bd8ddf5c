package io.streamweir.internal.settle;

import io.streamweir.internal.entry.RepeatedNumber;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.feature.cancel.EndCancelled;
import io.streamweir.internal.feature.dedupe.HoldKey;
import io.streamweir.internal.feature.gather.BuryPart;
import io.streamweir.internal.feature.gather.CloseSplit;
import io.streamweir.internal.feature.gather.EndPart;
import io.streamweir.internal.feature.gather.ForgetGather;
import io.streamweir.internal.feature.gather.GatherKeys;
import io.streamweir.internal.feature.gather.GatherPlace;
import io.streamweir.internal.feature.keyed.Ownership;
import io.streamweir.internal.feature.keyed.Park;
import io.streamweir.internal.feature.keyed.ReleaseNext;
import io.streamweir.internal.feature.window.FillWindow;
import io.streamweir.internal.feature.window.WindowArguments;
import io.streamweir.internal.wire.Call;
import io.streamweir.pipeline.Count;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys and arguments of one call of {@code settle.lua}, as its header lists them. */
final class SettleArguments {
  private static final byte[] FORWARDS = Call.bytes("F");
  private static final byte[] ENDS = Call.bytes("X");
  private static final byte[] GENERAL = Call.bytes("G");
  private static final byte[] APPEND = Call.bytes("A");
  private static final byte[] DELAY = Call.bytes("L");
  private static final byte[] BURY = Call.bytes("D");
  private static final byte[] STORE = Call.bytes("R");
  private static final byte[] CANCEL = Call.bytes("C");
  private static final byte[] COUNTS = Call.bytes("N");
  private static final byte[] HOLD = Call.bytes("U");
  private static final byte[] END_PART = Call.bytes("P");
  private static final byte[] BURY_PART = Call.bytes("E");
  private static final byte[] CLOSE_SPLIT = Call.bytes("S");
  private static final byte[] FORGET_GATHER = Call.bytes("Z");
  private static final byte[] NOTHING = {};
  private static final byte[] PARK = Call.bytes("K");
  private static final byte[] GO_ON = Call.bytes("Y");

  private final SettleTarget target;
  private final List<Settlement> batch;
  private final Map<String, State> states = new LinkedHashMap<>();
  private final List<Counter> counters = new ArrayList<>();
  private final List<String> counts; // of each settlement
  private final List<String> results = new ArrayList<>();
  private final List<String> dedupeKeys = new ArrayList<>();
  private final GatherKeys gathers;
  private @Nullable WindowArguments windows; // null where there are none
  private boolean delays;
  private boolean buries;
  private boolean parks;
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
    this.gathers = new GatherKeys(target.keys);
    this.counts = new ArrayList<>(batch.size());
    for (Settlement settlement : batch) {
      counts.add(settlement.isPlainForward() ? "" : collect(settlement));
    }
  }

  /** Notes the keys and totals; answers with the settlement's own counts. */
  private String collect(Settlement settlement) {
    StringBuilder own = new StringBuilder();
    for (Effect effect : settlement.effects()) {
      if (effect instanceof ChangeCounters change) {
        change.counts().forEach(count -> collect(count, own));
      } else if (effect instanceof Store store) {
        results.add(store.jobId());
      } else if (effect instanceof EndCancelled cancel) {
        results.add(cancel.jobId());
      } else if (effect instanceof Bury bury) {
        collect(bury);
      } else if (effect instanceof Delay) {
        delays = true;
      } else if (effect instanceof Park) {
        parks = true;
      } else if (effect instanceof HoldKey hold) {
        dedupeKeys.add(hold.dedupeKey());
      } else if (effect instanceof FillWindow fill) {
        windows = windows == null ? new WindowArguments(target.keys) : windows;
        windows.collect(fill, counts.size() + 1);
      } else {
        collectOfGathers(effect);
      }
    }
    return own.toString();
  }

  private void collect(Bury bury) {
    buries = true;
    if (bury.jobId() != null) {
      results.add(bury.jobId());
    }
  }

  private void collectOfGathers(Effect effect) {
    if (effect instanceof EndPart part) {
      gathers.add(part.place(), part.jobId());
    } else if (effect instanceof CloseSplit close) {
      gathers.add(close.place(), close.jobId());
    } else if (effect instanceof ForgetGather forget) {
      gathers.add(forget.place(), forget.jobId());
    } else if (effect instanceof BuryPart part) {
      collect(part.bury());
      part.places().forEach(place -> gathers.add(place, String.valueOf(part.bury().jobId())));
      if (part.dedupeKey() != null) {
        dedupeKeys.add(part.dedupeKey());
      }
    }
  }

  private void collect(Count count, StringBuilder own) {
    State state = states.get(count.state());
    if (state == null) {
      state = new State(states.size() + 1);
      states.put(count.state(), state);
    }
    Counter counter = state.counters.get(count.field());
    if (counter == null || overflows(counter.total, count.delta())) {
      counter = new Counter(counters.size() + 1, state.number, count.field());
      state.counters.put(count.field(), counter);
      counters.add(counter);
    }
    counter.total += count.delta();
    own.append(own.isEmpty() ? "" : " ").append(counter.number).append(':').append(count.delta());
  }

  private static boolean overflows(long total, long delta) {
    long sum = total + delta;
    return ((total ^ sum) & (delta ^ sum)) < 0;
  }

  /** The counter of this number, from 1, for messages. */
  String counterName(int number) {
    Counter counter = counters.get(number - 1);
    String state = List.copyOf(states.keySet()).get(counter.state - 1);
    return "counter '" + counter.field + "' of '" + state + "'";
  }

  int keyCount() {
    int cancelled = mindsCancelled() ? 1 : 0;
    int behind = results.size() + dedupeKeys.size() + gathers.count();
    int windowed = windows == null ? 0 : windows.keyCount();
    return fixedKeys() + states.size() + cancelled + behind + windowed;
  }

  /** Whether it has to do with gathers or windows. */
  boolean flows() {
    return windows != null || gathers.count() > 0;
  }

  private int fixedKeys() {
    return 4 + target.targetInboxes.size();
  }

  /** A run of plain forwards asks for nothing: the next stage will. */
  private boolean mindsCancelled() {
    return delays || parks || !results.isEmpty();
  }

  void addTo(Call args) {
    addKeys(args);
    addRest(args);
  }

  /** The same for a keyed stage. */
  void addTo(Call args, Ownership ownership) {
    addKeys(args);
    ownership.addKeys(args);
    addRest(args);
    ownership.addToken(args);
  }

  private void addKeys(Call args) {
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
    int windowed = windows == null ? 0 : windows.keyCount();
    gathers.addTo(args, keyCount() - gathers.count() - windowed);
    if (windows != null) {
      windows.addKeys(args);
    }
  }

  private void addRest(Call args) {
    args.add(target.group).add(target.publish);
    args.add(target.targetInboxes.size()).add(states.size()).add(counters.size());
    args.add(dedupeKeys.size()).add(gathers.count());
    counters.forEach(c -> args.add(c.state).add(Call.bytes(c.field)).add(c.total));
    if (windows != null) {
      windows.addTo(args);
    }
    addOperations(args);
  }

  private void addOperations(Call args) {
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

  private void addForwards(Call args, int stage, int from, int to) {
    RepeatedNumber times = new RepeatedNumber();
    args.add(FORWARDS).add(stage + 1).add(to - from);
    for (Settlement settlement : batch.subList(from, to)) {
      args.add(settlement.entryId());
      settlement.plainForward().entry().addPlain(args, times);
    }
  }

  private void addEnds(Call args, int from, int to) {
    args.add(ENDS).add(to - from);
    batch.subList(from, to).forEach(settlement -> args.add(settlement.entryId()));
  }

  private void addCounts(Call args, int from, int to) {
    args.add(COUNTS).add(to - from);
    for (int i = from; i < to; i++) {
      args.add(batch.get(i).entryId()).add(counts.get(i));
    }
  }

  private void addGeneral(Call args, Settlement settlement, String ownCounts) {
    int length = settlement.effects().stream().mapToInt(SettleArguments::length).sum();
    args.add(GENERAL).add(settlement.entryId()).add(ownCounts).add(length);
    settlement.effects().forEach(effect -> add(args, effect));
  }

  private static int length(Effect effect) {
    if (effect instanceof Append append) {
      return 3 + append.entry().fieldArguments();
    }
    if (effect instanceof Delay delay) {
      return 4 + delay.entry().fieldArguments();
    }
    if (effect instanceof Park park) {
      return 5 + park.entry().fieldArguments();
    }
    if (effect instanceof ChangeCounters || effect instanceof FillWindow) {
      return 0;
    }
    if (effect instanceof BuryPart part) {
      return 9 + 3 * part.places().size();
    }
    if (effect instanceof ForgetGather) {
      return 2;
    }
    if (effect instanceof Bury) {
      return 7;
    }
    boolean four = effect instanceof Store || effect instanceof EndCancelled;
    return four || effect instanceof ReleaseNext ? 4 : 5;
  }

  private void add(Call args, Effect effect) {
    if (effect instanceof Append append) {
      args.add(APPEND).add(append.target() + 1).add(append.entry().fieldArguments());
      append.entry().addFields(args);
    } else if (effect instanceof Delay delay) {
      args.add(DELAY).add(delay.delayMillis()).add(delay.nonce());
      args.add(delay.entry().fieldArguments());
      delay.entry().addFields(args);
    } else if (effect instanceof Park park) {
      args.add(PARK).add(park.delayMillis()).add(Call.bytes(park.key())).add(park.position());
      args.add(park.entry().fieldArguments());
      park.entry().addFields(args);
    } else if (effect instanceof ReleaseNext goOn) {
      args.add(GO_ON).add(Call.bytes(goOn.key()));
      args.add(goOn.release().epoch()).add(goOn.release().next());
    } else if (effect instanceof Store store) {
      addResult(args.add(STORE), store.message());
    } else if (effect instanceof EndCancelled cancel) {
      addResult(args.add(CANCEL), cancel.message());
    } else if (effect instanceof HoldKey hold) {
      args.add(HOLD).add(nextDedupeKey++).add(Call.bytes(hold.jobId())).add(hold.change());
      args.add(hold.ttlMillis());
    } else if (effect instanceof Bury bury) {
      addBurial(args.add(BURY), bury);
    } else {
      addOfGathers(args, effect);
    }
  }

  private void addBurial(Call args, Bury bury) {
    args.add(bury.reason()).add(Call.bytes(bury.error())).add(bury.attempts());
    args.add(bury.jobId() == null ? 0 : nextResult++);
    args.add(target.resultTtlMillis).add(bury.failure().bytes());
  }

  private void addOfGathers(Call args, Effect effect) {
    if (effect instanceof EndPart part) {
      addPlace(args.add(END_PART), part.place(), part.jobId());
      args.add(part.result() == null ? NOTHING : part.result().payload());
    } else if (effect instanceof CloseSplit close) {
      args.add(CLOSE_SPLIT).add(gathers.of(close.place(), close.jobId()));
      args.add(close.place().generation()).add(close.total()).add(close.checksum());
    } else if (effect instanceof ForgetGather forget) {
      args.add(FORGET_GATHER).add(gathers.of(forget.place(), forget.jobId()));
    } else if (effect instanceof BuryPart part) {
      args.add(BURY_PART).add(part.places().size());
      part.places().forEach(place -> addPlace(args, place, String.valueOf(part.bury().jobId())));
      addBurial(args, part.bury());
      args.add(part.dedupeKey() == null ? 0 : nextDedupeKey++);
    }
  }

  private void addPlace(Call args, GatherPlace place, String jobId) {
    args.add(gathers.of(place, jobId)).add(Call.bytes(place.generation())).add(place.index());
  }

  private void addResult(Call args, ResultMessage message) {
    args.add(nextResult++).add(target.resultTtlMillis).add(message.bytes());
  }
}
