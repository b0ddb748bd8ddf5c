package io.streamweir.client;

import java.util.List;

/**
 * Hears how submits end, to count or time them, before the caller does. Called on the thread that
 * submits, and for {@link JobClient#submitAsync} on {@link ClientConfig#callbackExecutor}; from
 * several at once. What it throws is logged and changes nothing.
 */
@FunctionalInterface
public interface SubmitListener {
  /** Hears nothing. */
  SubmitListener NONE = (pipeline, outcome, jobs, nanos) -> {};

  /**
   * Several as one, which hear everything in this order. What one of them throws is logged and
   * keeps nothing from the others.
   */
  static SubmitListener joined(List<? extends SubmitListener> listeners) {
    List<SubmitListener> guarded =
        listeners.stream().<SubmitListener>map(SubmitObserving::guarded).toList();
    return (pipeline, outcome, jobs, nanos) ->
        guarded.forEach(each -> each.answered(pipeline, outcome, jobs, nanos));
  }

  /** How a submit ended. */
  enum Outcome {
    /** The jobs were added. */
    ACCEPTED,
    /** They were there already. */
    DUPLICATE,
    /** They were added in the place of debounced jobs that waited. */
    REPLACED,
    /** They were not added, since another payload was submitted with their dedupe key. */
    CONFLICT,
    /** The inbox was full. Jobs of a source wait for room and are told again when they have it. */
    FULL,
    /** They were not added. */
    FAILED,
    /** They may have been added or not, or were added and not replicated in time. */
    UNCERTAIN
  }

  /**
   * Jobs that were sent together were answered alike.
   *
   * @param pipeline the pipeline's name
   * @param jobs how many of them; one call may end in several ways and is then told in as many
   *     calls
   * @param nanos from the submit to the answer, in ns, tries that failed included; where a source's
   *     jobs waited for room, from the try that found it
   */
  void answered(String pipeline, Outcome outcome, int jobs, long nanos);
}
