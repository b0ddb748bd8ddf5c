package io.streamweir.chaos.oracle;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was found in Redis once the pipeline was quiet.
 *
 * @param effects counters of pieces by group and field
 * @param sums {@code pieces}, {@code values} and {@code marks}
 * @param results stored results by job id: the value, or {@code stage reason} of a failure
 * @param logged the ends of each job in the log of results, by job id
 * @param letters dead letters by job id, each as {@code stage reason}
 * @param published how many results were published, by job id
 * @param arrivals how often each entry appeared in an inbox, by job id and arrival, as a reader
 *     beside the workers saw it
 * @param fired how often each fire of the schedule was handled, by job id
 * @param heldKeys dedupe keys that are held until a job has ended
 * @param order in which jobs came to the stage that keeps the order of keys, and left it
 * @param windows what became of the windows
 * @param leftovers what waits, pends, is delayed or is untrimmed, and what the doctor objects to
 */
public record Observation(
    Map<String, Long> effects,
    Map<String, Long> sums,
    Map<String, String> results,
    Map<String, List<String>> logged,
    Map<String, List<String>> letters,
    Map<String, Integer> published,
    Map<String, Integer> arrivals,
    Map<String, Long> fired,
    Set<String> heldKeys,
    Order order,
    Windows windows,
    List<String> leftovers) {
  /** The key of an arrival. */
  public static String arrivalKey(String jobId, String arrival) {
    return jobId + " " + arrival;
  }
}
