package io.streamweir.spring.boot.endpoint;

import io.streamweir.inspect.Pause;
import io.streamweir.inspect.StageStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one pipeline stands.
 *
 * @param pipeline its name
 * @param worker how the worker of this process stands; null where there is none
 * @param consumer the worker's name in consumer groups; null where there is none
 * @param stages its stages, in their order; empty where Redis cannot be asked
 * @param pauses what is paused of it
 * @param error why Redis cannot be asked; null where it can
 */
public record PipelineStatus(
    String pipeline,
    @Nullable String worker,
    @Nullable String consumer,
    List<Stage> stages,
    List<Paused> pauses,
    @Nullable String error) {

  /**
   * What waits and runs at one stage, over all partitions and priorities.
   *
   * @param stage its name
   * @param waiting entries that no worker has taken
   * @param pending entries that a worker has and has not settled
   * @param delayed entries that wait for their time
   * @param dead dead letters
   * @param workers workers that live
   * @param oldestWaitingSeconds the age of the oldest entry that waits
   * @param behind whether entries wait for too long
   */
  public record Stage(
      String stage,
      long waiting,
      long pending,
      long delayed,
      long dead,
      long workers,
      double oldestWaitingSeconds,
      boolean behind) {
    static Stage of(StageStatus status) {
      return new Stage(
          status.stage(),
          status.lag(),
          status.pending(),
          status.delayed(),
          status.dead(),
          status.consumers(),
          status.oldestWaitingSeconds(),
          status.behind());
    }
  }

  /**
   * Something that an operator has paused.
   *
   * @param stage the stage; null for the whole pipeline
   * @param since when it began
   * @param until when it ends by itself; null for never
   * @param refusesSubmits whether submits are refused meanwhile
   * @param by the name of the one that paused it
   * @param reason why
   */
  public record Paused(
      @Nullable String stage,
      Instant since,
      @Nullable Instant until,
      boolean refusesSubmits,
      String by,
      String reason) {
    static Paused of(Pause pause) {
      return new Paused(
          pause.whole() ? null : pause.stage(),
          pause.since(),
          pause.until(),
          pause.refusesSubmits(),
          pause.by(),
          pause.reason());
    }
  }
}
