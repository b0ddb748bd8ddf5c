package io.streamweir.http.sample;

import io.streamweir.inspect.BreakerStatus;
import io.streamweir.inspect.InboxStatus;
import io.streamweir.inspect.LaneStatus;
import io.streamweir.inspect.OutboxStatus;
import io.streamweir.inspect.Pause;
import io.streamweir.inspect.StageStatus;
import io.streamweir.inspect.WindowStatus;
import io.streamweir.pipeline.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the server said at one moment.
 *
 * @param time when it was asked, by this machine's clock
 * @param nanos the same by the clock that never jumps, for rates
 */
public record StatusSample(Instant time, long nanos, List<OfPipeline> pipelines) {
  /**
   * What it said of one pipeline.
   *
   * @param stages each over all partitions and priorities
   * @param windows each over all partitions
   * @param outboxes what waits to be taken by other pipelines
   * @param pauses what is paused: the whole pipeline first, then stages
   * @param breakers stages that rest, or try a few entries, since their attempts fail
   */
  public record OfPipeline(
      String name,
      List<OfStage> stages,
      List<LaneStatus> lanes,
      List<WindowStatus> windows,
      List<OutboxStatus> outboxes,
      List<Pause> pauses,
      List<BreakerStatus> breakers) {
    /** From its inboxes, stage by stage. */
    public static OfPipeline of(
        String name,
        List<InboxStatus> inboxes,
        List<LaneStatus> lanes,
        List<WindowStatus> windows,
        List<OutboxStatus> outboxes,
        List<Pause> pauses,
        List<BreakerStatus> breakers) {
      Map<String, List<InboxStatus>> byStage = new LinkedHashMap<>();
      inboxes.forEach(
          inbox ->
              byStage.computeIfAbsent(inbox.stage().stage(), s -> new ArrayList<>()).add(inbox));
      List<OfStage> stages = byStage.values().stream().map(OfStage::of).toList();
      return new OfPipeline(name, stages, lanes, windows, outboxes, pauses, breakers);
    }

    /**
     * The stages of which more attempts fail than may be left alone, in words, as strangers wrote
     * them.
     */
    public List<String> failing() {
      return stages.stream()
          .filter(stage -> stage.whole().attempts().amiss())
          .map(stage -> stage.whole().attempts().text(stage.name()))
          .toList();
    }

    /** The stages whose entries have waited for too long, in words; not those that are to wait. */
    public List<String> behind() {
      return stages.stream()
          .filter(stage -> stage.whole().behind())
          .filter(stage -> !paused(stage.name()) && !rests(stage.name()))
          .map(stage -> stage.whole().behindText())
          .toList();
    }

    /** The stages whose breakers are not closed, in words, as strangers wrote them. */
    public List<String> resting() {
      return breakers.stream().map(breaker -> breaker.stage() + ": " + breaker.text()).toList();
    }

    /** Whether entries ran through any of its stages, in the workers that live. */
    public boolean ranThrough() {
      return stages.stream().anyMatch(stage -> stage.whole().ranThrough() > 0);
    }

    /** Whether the stage rests in any worker. */
    public boolean rests(String stage) {
      return breakers.stream()
          .anyMatch(breaker -> breaker.stage().equals(stage) && breaker.resting() > 0);
    }

    /** Whether the stage is paused, by itself or with the whole pipeline. */
    public boolean paused(String stage) {
      return pauses.stream().anyMatch(pause -> pause.covers(stage));
    }
  }

  /**
   * What it said of one stage.
   *
   * @param whole over all partitions and priorities
   * @param levels the same of each priority; empty where the pipeline has none but the normal one
   * @param inboxes how many inboxes it has
   * @param fullest the most entries that one of them has
   */
  public record OfStage(
      StageStatus whole, Map<Priority, StageStatus> levels, int inboxes, long fullest) {
    private static OfStage of(List<InboxStatus> inboxes) {
      Map<Priority, StageStatus> levels = new EnumMap<>(Priority.class);
      inboxes.forEach(inbox -> levels.merge(inbox.priority(), inbox.stage(), StageStatus::plus));
      StageStatus whole = levels.values().stream().reduce(StageStatus::plus).orElseThrow();
      long fullest = inboxes.stream().mapToLong(inbox -> inbox.stage().backlog()).max().orElse(0);
      return new OfStage(whole, levels.size() == 1 ? Map.of() : levels, inboxes.size(), fullest);
    }

    /** The stage's name. */
    public String name() {
      return whole.stage();
    }
  }
}
