package io.streamweir.internal.settle;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Script;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One call of {@code settle.lua}, as its header lists keys and arguments. */
final class EffectCall {
  /** By the texts that it consists of: a call sends those alone that it needs. */
  private static final Map<List<String>, Script> SCRIPTS = new ConcurrentHashMap<>();

  private final EffectWriter writer;
  private final Fence fence;

  EffectCall(SettleTarget target, Fence fence, List<Settlement> batch) {
    this.writer = new EffectWriter(target);
    this.fence = fence;
    Runs.of(
        batch,
        new Runs.Taker() {
          @Override
          public void forwards(int to, List<Settlement> run) {
            writer.forwards(to, run);
          }

          @Override
          public void ends(List<Settlement> run) {
            writer.ends(run);
          }

          @Override
          public void entry(Settlement settlement) {
            writer.entry(settlement);
          }
        });
    writer.end();
  }

  Script script() {
    return script(fence, writer.texts());
  }

  static Script script(Fence fence, Collection<String> effects) {
    List<String> texts = new ArrayList<>(List.of("wire/checks"));
    texts.addAll(fence.texts());
    texts.addAll(List.of("entry/ends", "settle/runs", "settle/effects"));
    texts.addAll(effects);
    texts.add("settle/settle");
    return SCRIPTS.computeIfAbsent(texts, all -> new Script(all.toArray(String[]::new)));
  }

  Call args() {
    Call call = Call.args();
    writer.addKeys(call);
    fence.addKeys(call);
    writer.addRest(call);
    fence.addArguments(call);
    return call;
  }

  /** The counter of this number, from 1, for messages. */
  String counterName(int number) {
    CounterPart counters = writer.found(CounterPart.class);
    return counters == null ? "counter " + number : counters.name(number);
  }
}
