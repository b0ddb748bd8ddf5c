package io.streamweir.internal.settle;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.wire.Arguments;
import io.streamweir.internal.wire.Call;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes the effects of a batch, as {@code settle.lua} reads them: counts keys and arguments, so
 * that neither side has to know how many an effect has. For one batch and one thread.
 */
public final class EffectWriter implements Arguments {
  private static final KeyUse CANCELLED = KeyUse.ofAny();
  private static final KeyUse TARGET = KeyUse.appends();
  private static final KeyUse RESULT = KeyUse.ofAny("SET"); // every job has its own
  private static final KeyUse ENDS = KeyUse.appends();
  private static final int FIXED_KEYS = 2; // in front of the target inboxes

  private final SettleTarget target;
  private final IdentityHashMap<KeyUse, Used> uses = new IdentityHashMap<>();
  private final List<Used> inOrder = new ArrayList<>();
  private final SortedSet<String> texts = new TreeSet<>();
  private final Map<Class<?>, BatchPart> parts = new LinkedHashMap<>();
  private final List<Object> words = new ArrayList<>();
  private String stage;
  private boolean clock;
  private int position;
  private int countAt = -1; // where the number of arguments belongs

  /** The keys of one use, behind each other in a call. */
  private static final class Used {
    final KeyUse use;
    final Map<String, Place> keys = new LinkedHashMap<>();
    int first; // place of the first one, from 1

    Used(KeyUse use) {
      this.use = use;
    }

    Place place(String key) {
      return keys.computeIfAbsent(key, name -> new Place(this, keys.size()));
    }
  }

  /** Where a key stands, which is known when all keys are. */
  private record Place(Used used, int behind) {
    int number() {
      return used.first + behind;
    }
  }

  EffectWriter(SettleTarget target) {
    this.target = target;
    this.stage = target.stage;
  }

  /** The keys of the partition and the priority. */
  public Keys keys() {
    return target.keys;
  }

  /** The stage that decided the effect: most often the one that settles. */
  public String stage() {
    return stage;
  }

  /** Writes an effect that a later stage has decided, through which the entry has run. */
  public void at(String later, Effect effect) {
    String before = stage;
    stage = later;
    effect.write(this);
    stage = before;
  }

  /** The position of the entry in the batch, from 1. */
  public int position() {
    return position;
  }

  /** Adds the inbox of a stage that entries may go to, by its number from 0. */
  EffectWriter target(int number) {
    return key(TARGET, keys().inbox(target.targets.get(number)));
  }

  /**
   * Begins an effect, or a part.
   *
   * @param name by which {@code effects} or {@code parts} has it
   * @param needed the texts that define it; none for what {@code effects.lua} defines. Texts are
   *     sent in the order of their names, so a text must be named behind those that it needs
   */
  public EffectWriter effect(String name, String... needed) {
    return effect(name, List.of(needed));
  }

  /** The same, for texts that are listed. */
  public EffectWriter effect(String name, List<String> needed) {
    endCount();
    texts.addAll(needed);
    words.add(name);
    countAt = words.size();
    words.add(0L);
    return this;
  }

  private void endCount() {
    if (countAt >= 0) {
      words.set(countAt, (long) (words.size() - countAt - 1));
      countAt = -1;
    }
  }

  /** Adds a key as an argument. */
  public EffectWriter key(KeyUse use, String key) {
    words.add(used(use).place(key));
    return this;
  }

  /** Adds a key as an argument, or 0 where there is none. */
  public EffectWriter keyOrNone(KeyUse use, @Nullable String key) {
    return key == null ? add(0) : key(use, key);
  }

  /** Adds the place of the first key of this use; the others stand behind it. */
  public EffectWriter firstKey(KeyUse use) {
    words.add(new Place(used(use), 0));
    return this;
  }

  /** Says that a key is used which is no argument. */
  public EffectWriter uses(KeyUse use, String key) {
    used(use).place(key);
    return this;
  }

  private Used used(KeyUse use) {
    return uses.computeIfAbsent(
        use,
        first -> {
          Used used = new Used(first);
          inOrder.add(used);
          return used;
        });
  }

  /** Says that the effect ends a job or puts it off, so that it may be overtaken by a cancel. */
  public EffectWriter mindsCancelled() {
    return uses(CANCELLED, keys().cancelled());
  }

  /**
   * Adds how a job ends, as {@code ends.lua} tells it: the key of its result, how long that is
   * stored, in ms, and the end. It may be overtaken by a cancel.
   */
  public EffectWriter end(String jobId, ResultMessage end) {
    mindsCancelled();
    if (target.keeping.logs()) {
      uses(ENDS, keys().ends());
    }
    key(RESULT, keys().result(jobId)).add(target.keeping.stored().toMillis());
    return add(end.bytes());
  }

  /** Adds that no job ends, where one might. */
  public EffectWriter noEnd() {
    return add(0).add(0).add(0);
  }

  /** Says that the effect or the part reads the server's clock. */
  public EffectWriter readsClock() {
    clock = true;
    return this;
  }

  @Override
  public EffectWriter add(byte[] argument) {
    words.add(argument);
    return this;
  }

  @Override
  public EffectWriter add(String argument) {
    words.add(argument);
    return this;
  }

  @Override
  public EffectWriter add(long number) {
    words.add(number);
    return this;
  }

  /** The part of the batch of this kind, which is made when it is asked for first. */
  public <P extends BatchPart> P part(Class<P> kind, Function<EffectWriter, P> make) {
    return kind.cast(parts.computeIfAbsent(kind, first -> make.apply(this)));
  }

  /** The part of this kind; null where there is none. */
  <P extends BatchPart> @Nullable P found(Class<P> kind) {
    return kind.cast(parts.get(kind));
  }

  /** Writes an entry with effects, which is the next of the batch. */
  void entry(Settlement settlement) {
    position++;
    words.add("G");
    words.add(settlement.entryId());
    int lengthAt = words.size();
    words.add(0L);
    settlement.effects().forEach(effect -> effect.write(this));
    endCount();
    words.set(lengthAt, (long) (words.size() - lengthAt - 1));
  }

  /** Writes a run of entries that have nothing of their own, which are the next of the batch. */
  void ends(List<Settlement> run) {
    words.add("X");
    words.add((long) run.size());
    for (Settlement settlement : run) {
      words.add(settlement.entryId());
      join(settlement);
    }
  }

  /** Adds the next entry of the batch to the parts that it joins. */
  private void join(Settlement settlement) {
    position++;
    for (Effect effect : settlement.effects()) {
      if (effect.joinsPart()) {
        effect.write(this);
      }
    }
  }

  /** Writes a run of entries that go to the same target as they came. */
  void forwards(int to, List<Settlement> run) {
    run.forEach(this::join);
    uses(TARGET, keys().inbox(target.targets.get(to)));
    Runs.addForwards(this, to, run);
  }

  /** Writes the parts; nothing can be added to them any more. */
  void end() {
    for (BatchPart part : List.copyOf(parts.values())) {
      words.add("P");
      part.write(this);
      endCount();
    }
  }

  /** The texts that define effects and parts, in the order in which they are sent. */
  List<String> texts() {
    return List.copyOf(texts);
  }

  /** The keys of each use. */
  Map<KeyUse, Set<String>> uses() {
    Map<KeyUse, Set<String>> all = new LinkedHashMap<>();
    inOrder.forEach(used -> all.put(used.use, used.keys.keySet()));
    return all;
  }

  void addKeys(Call call) {
    call.addKey(target.inbox).addKey(target.results);
    target.targetInboxes.forEach(call::addKey);
    int next = FIXED_KEYS + target.targetInboxes.size() + 1;
    for (Used used : inOrder) {
      used.first = next;
      used.keys.keySet().forEach(key -> call.addKey(key));
      next += used.keys.size();
    }
  }

  void addRest(Call call) {
    call.add(target.group).add(target.handedBack).add(target.targetInboxes.size());
    call.add(target.publish).add(placeOf(CANCELLED)).add(clock ? 1 : 0);
    call.add(placeOf(ENDS)).add(target.keeping.logged().toMillis());
    call.add(target.keeping.channels()).add(inOrder.size());
    for (Used used : inOrder) {
      call.add(used.use.type()).add(used.keys.size()).add(used.use.commands().size());
      used.use.commands().forEach(call::add);
    }
    words.forEach(word -> add(call, word));
  }

  /** Of the only key of a use; 0 where that is not used. */
  private long placeOf(KeyUse use) {
    Used used = uses.get(use);
    return used == null ? 0 : used.first;
  }

  private static void add(Call call, Object word) {
    if (word instanceof byte[] bytes) {
      call.add(bytes);
    } else if (word instanceof String text) {
      call.add(text);
    } else if (word instanceof Place place) {
      call.add(place.number());
    } else {
      call.add((long) word);
    }
  }
}
