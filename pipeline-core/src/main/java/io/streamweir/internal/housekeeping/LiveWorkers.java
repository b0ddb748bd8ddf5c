package io.streamweir.internal.housekeeping;

import io.streamweir.internal.entry.Keys;
import java.util.List;
import java.util.Optional;

/** The workers of a pipeline that live, and what each says of itself. Immutable. */
public record LiveWorkers(List<Live> workers) {
  /** None that says so. */
  public static final LiveWorkers NONE = new LiveWorkers(List.of());

  /** Keeps a copy. */
  public LiveWorkers {
    workers = List.copyOf(workers);
  }

  /**
   * A worker that lives.
   *
   * @param worker its name
   * @param heardMillis when it said so, in ms since 1970 by the server's clock
   * @param word what it said of itself
   */
  public record Live(String worker, long heardMillis, WorkerWord word) {
    private Optional<Present> at(Keys keys, String stage) {
      return word.lane(keys, stage).map(lane -> new Present(worker, heardMillis, lane));
    }
  }

  /**
   * One lane of a worker that lives.
   *
   * @param worker its worker's name
   * @param heardMillis when it said so, in ms since 1970 by the server's clock
   * @param word what it said of the lane
   */
  public record Present(String worker, long heardMillis, LaneWord word) {}

  /** Their lanes of a stage at one place. */
  public List<Present> at(Keys keys, String stage) {
    return workers.stream().flatMap(live -> live.at(keys, stage).stream()).toList();
  }

  /** What all their lanes of a stage said, as far as they had anything to say. */
  public List<LaneWord> of(String stage) {
    return workers.stream().flatMap(live -> live.word().of(stage).stream()).toList();
  }
}
