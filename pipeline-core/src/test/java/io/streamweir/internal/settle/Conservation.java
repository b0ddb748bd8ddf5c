package io.streamweir.internal.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where each accepted piece of work is, told from the scripts' answers and the server's state
 * alone, without the model: it waits, is pending, delayed, dead, or has left, and only one of them.
 * What a stranger deleted is nowhere, or has left since somebody held it already.
 */
public final class Conservation {
  private final Set<String> accepted = new HashSet<>();
  private final Set<String> left = new HashSet<>();
  private final Set<String> taken = new HashSet<>(); // by a stranger

  public void accept(String token) {
    accepted.add(token);
  }

  /** An unfenced settlement let go of the work. */
  public void leave(String token) {
    assertThat(left.add(token)).as("the first time that %s leaves", token).isTrue();
  }

  /** A stranger deleted it, or an operator dropped it. */
  public void take(String token) {
    taken.add(token);
  }

  public void check(StageState seen) {
    Map<String, Integer> here = new HashMap<>();
    seen.inbox()
        .forEach(
            (id, fields) -> {
              if (seen.delivered().below(id) || seen.pending().containsKey(id)) {
                count(here, fields, "p");
              }
            });
    seen.later().forEach(member -> count(here, member.fields(), "p"));
    seen.dead().values().forEach(letter -> count(here, letter, "f:p"));
    for (String token : accepted) {
      int times = here.getOrDefault(token, 0) + (left.contains(token) ? 1 : 0);
      assertThat(times)
          .as("where %s is: so often here, and left: %s", token, left.contains(token))
          .isBetween(taken.contains(token) ? 0 : 1, 1);
    }
    here.keySet().removeAll(accepted);
    assertThat(here).as("work that nobody gave").isEmpty();
  }

  private static void count(Map<String, Integer> here, List<String> fields, String name) {
    String token = StageModel.token(fields, name);
    if (token != null) {
      here.merge(token, 1, Integer::sum);
    }
  }
}
