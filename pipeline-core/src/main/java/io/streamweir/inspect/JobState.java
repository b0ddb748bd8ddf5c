package io.streamweir.inspect;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where an entry of a job is at a stage. */
public enum JobState {
  /** In the inbox, and no worker was given it yet. */
  WAITING,
  /** Given to a worker and not settled. */
  PENDING,
  /** Goes into the inbox at its time. */
  DELAYED,
  /** At a keyed stage, behind another entry of its key or until its key goes on. */
  PARKED,
  /** A dead letter. */
  DEAD;

  /**
   * The state of this name.
   *
   * @throws IllegalArgumentException where there is none, naming those that there are
   */
  public static JobState of(String name) {
    return Arrays.stream(values())
        .filter(state -> state.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no state '" + name + "'; there are " + names()));
  }

  private static String names() {
    return Arrays.stream(values()).map(JobState::toString).collect(Collectors.joining(", "));
  }

  /** Its name as users write it, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
