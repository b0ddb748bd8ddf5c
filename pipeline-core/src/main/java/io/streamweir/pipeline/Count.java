package io.streamweir.pipeline;

import java.util.Objects;

/**
 * A change of one counter as part of a settlement: it happens once per entry, even if the handler
 * ran several times.
 *
 * @param state which group of counters, kept as one Redis hash per partition
 * @param field the counter's name within the group, any text
 * @param delta what to add, exactly; may be negative, and is above {@link Long#MIN_VALUE}. A
 *     counter holds 64 bits: a change that would lead beyond them is left out, and the worker's log
 *     says so
 */
public record Count(String state, String field, long delta) {
  /** Checks the group's name and that a field is named. */
  public Count {
    Names.check("state", state);
    Objects.requireNonNull(field, "field");
    if (delta == Long.MIN_VALUE) {
      throw new IllegalArgumentException("a counter cannot change by " + delta);
    }
  }

  /** Adds one. */
  public static Count one(String state, String field) {
    return new Count(state, field, 1);
  }
}
