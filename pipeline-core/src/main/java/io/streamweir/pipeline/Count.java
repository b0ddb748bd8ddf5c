package io.streamweir.pipeline;

import java.util.Objects;

/**
 * A change of one counter as part of a settlement: it happens once per entry, however often the
 * handler ran.
 *
 * @param state which group of counters, kept as one Redis hash per partition
 * @param field the counter's name within the group, any text
 * @param delta what to add; may be negative
 */
public record Count(String state, String field, long delta) {
  /** Checks the group's name and that a field is named. */
  public Count {
    Names.check("state", state);
    Objects.requireNonNull(field, "field");
  }

  /** Adds one. */
  public static Count one(String state, String field) {
    return new Count(state, field, 1);
  }
}
