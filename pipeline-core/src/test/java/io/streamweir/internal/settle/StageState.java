package io.streamweir.internal.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/**
 * Everything there is of one stage, as the server has it or as the model expects it.
 *
 * @param pending owner, deliveries, and whether the lease runs, of each pending entry
 * @param owners how many entries are pending with each consumer, where any are
 * @param watchers where each foreign group is and what is pending in it
 * @param next what was forwarded
 * @param side what was forwarded by another branch
 * @param remembered dedupe keys and positions of sources
 */
public record StageState(
    Map<StreamId, List<String>> inbox,
    Map<StreamId, String> pending,
    Map<String, Long> owners,
    StreamId delivered,
    Map<String, String> watchers,
    List<Delayed> later,
    Map<StreamId, List<String>> dead,
    List<List<String>> next,
    List<List<String>> side,
    Map<String, Long> counters,
    Map<String, String> results,
    Map<String, String> remembered) {

  /** A member of the later set; of an entry without its nonce. */
  public record Delayed(long score, List<String> fields) {}

  void mustBe(StageState expected) {
    assertThat(inbox).as("the inbox").isEqualTo(expected.inbox);
    assertThat(pending).as("the pending list").isEqualTo(expected.pending);
    assertThat(owners).as("pending by consumer").isEqualTo(expected.owners);
    assertThat(delivered).as("the last delivered id").isEqualTo(expected.delivered);
    assertThat(watchers).as("foreign groups").isEqualTo(expected.watchers);
    assertThat(later).as("the later set").isEqualTo(expected.later);
    assertThat(dead).as("dead letters").isEqualTo(expected.dead);
    assertThat(next).as("forwarded to next").isEqualTo(expected.next);
    assertThat(side).as("forwarded to side").isEqualTo(expected.side);
    assertThat(counters).as("counters").isEqualTo(expected.counters);
    assertThat(results).as("results").isEqualTo(expected.results);
    assertThat(remembered).as("dedupe keys and sources").isEqualTo(expected.remembered);
  }
}
