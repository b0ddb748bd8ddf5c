package io.streamweir.internal.feature.gather;

import io.streamweir.internal.entry.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which part of which gather an entry is. Immutable.
 *
 * @param split the split stage, which names the gather
 * @param gather the gather stage
 * @param path of the split's entry
 * @param generation of the parts: those of another one do not count
 * @param index the part's place among the parts, from 0
 */
public record GatherPlace(String split, String gather, String path, String generation, int index) {

  /** The gather of this split's entry, with any parts. */
  public static GatherPlace whole(String split, String gather, String path, String generation) {
    return new GatherPlace(split, gather, path, generation, 0);
  }

  /**
   * What the entry is a part of, innermost first: its field {@code g} names splits and generations,
   * the end of its path the parts.
   *
   * @param gatherOf the gather stage that belongs to a split stage
   * @throws IllegalArgumentException where the fields do not fit each other
   */
  public static List<GatherPlace> of(Entry entry, UnaryOperator<String> gatherOf) {
    return of(entry.gathers(), entry.path(), gatherOf);
  }

  static List<GatherPlace> of(
      @Nullable String gathers, String path, UnaryOperator<String> gatherOf) {
    if (gathers == null) {
      return List.of();
    }
    List<GatherPlace> places = new ArrayList<>(2);
    String rest = path;
    for (String one : gathers.split(" ", -1)) {
      int slash = one.indexOf('/');
      int dot = rest.lastIndexOf('.');
      String index = rest.substring(dot + 1);
      if (slash < 1 || !index.matches("\\d{1,6}")) {
        throw new IllegalArgumentException(
            "field g (gathers) '" + gathers + "' does not fit field o (path) '" + path + "'");
      }
      rest = dot < 0 ? "" : rest.substring(0, dot);
      String split = one.substring(0, slash);
      String generation = one.substring(slash + 1);
      places.add(
          new GatherPlace(split, gatherOf.apply(split), rest, generation, Integer.parseInt(index)));
    }
    return places;
  }

  /** What workers are told of where a gather is over that the entry is a part of. */
  public static List<String> cancelledNames(Entry entry) {
    try {
      return of(entry, split -> "").stream()
          .map(place -> place.cancelledName(entry.jobId()))
          .toList();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /** What workers are told of this job where the gather is over, among cancelled jobs. */
  public String cancelledName(String jobId) {
    return generation + ":" + split + ":" + path + ":" + jobId;
  }
}
