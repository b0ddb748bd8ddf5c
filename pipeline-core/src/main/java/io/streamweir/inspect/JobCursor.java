package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.StreamId;
import io.streamweir.internal.feature.jobs.LaterWalk;
import java.util.List;

/**
 * Where a page of entries begins.
 *
 * @param level the place, by its number among those of the pipeline
 * @param position there; empty for its beginning
 */
record JobCursor(int level, String position) {
  /**
   * The cursor that the text says; an empty text is the beginning.
   *
   * @throws IllegalArgumentException where it is none of these places
   */
  static JobCursor parse(String text, List<Keys> levels, JobState state) {
    if (text.isEmpty()) {
      return new JobCursor(0, "");
    }
    int colon = text.indexOf(':');
    for (int level = 0; colon > 0 && level < levels.size(); level++) {
      if (levels.get(level).place().equals(text.substring(0, colon))
          && fits(state, text.substring(colon + 1))) {
        return new JobCursor(level, text.substring(colon + 1));
      }
    }
    throw new IllegalArgumentException(
        "'%s' is no cursor of %s entries of this pipeline".formatted(text, state));
  }

  private static boolean fits(JobState state, String position) {
    try {
      if (!position.isEmpty()) {
        switch (state) {
          case DELAYED -> LaterWalk.checkDelayed(position);
          case PARKED -> LaterWalk.checkParked(position);
          default -> StreamId.parse(position);
        }
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** As a page gives it to go on; empty where there is no such level. */
  String text(List<Keys> levels) {
    return level >= levels.size() ? "" : levels.get(level).place() + ":" + position;
  }
}
