package io.streamweir.internal.feature.gather;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys of gathers that one call of a script touches: that of the open ones, then for each
 * gather its state and its gather stage's inbox.
 */
public final class GatherKeys {
  private final Keys keys;
  private final Map<String, Integer> places = new LinkedHashMap<>(); // by state, from 0
  private final Map<String, String> inboxes = new LinkedHashMap<>(); // by state
  private int first;

  public GatherKeys(Keys keys) {
    this.keys = keys;
  }

  public void add(GatherPlace place, String jobId) {
    String state = state(place, jobId);
    if (places.putIfAbsent(state, places.size()) == null) {
      inboxes.put(state, keys.inbox(place.gather()));
    }
  }

  /** How many keys; none where no gather was added. */
  public int count() {
    return places.isEmpty() ? 0 : 1 + 2 * places.size();
  }

  /**
   * Adds them all.
   *
   * @param before how many keys were added before
   */
  public void addTo(Call args, int before) {
    if (!places.isEmpty()) {
      args.addKey(Call.bytes(keys.gathers()));
    }
    addPairsTo(args, before + 1);
  }

  /**
   * Adds the pairs alone.
   *
   * @param before how many keys were added before
   */
  void addPairsTo(Call args, int before) {
    first = before + 1;
    inboxes.forEach((state, inbox) -> args.addKey(Call.bytes(state)).addKey(Call.bytes(inbox)));
  }

  /** The place of the state among all keys, from 1. */
  public int of(GatherPlace place, String jobId) {
    Integer found = places.get(state(place, jobId));
    if (found == null) {
      throw new IllegalStateException("gather " + place + " was not added");
    }
    return first + 2 * found;
  }

  private String state(GatherPlace place, String jobId) {
    return keys.gather(place.split(), place.path(), jobId);
  }
}
