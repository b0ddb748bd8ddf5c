package io.streamweir.cli.status.watch;

import io.streamweir.cli.text.Figures;
import io.streamweir.cli.text.FittedTable;
import io.streamweir.cli.text.FittedTable.Cell;
import io.streamweir.cli.text.FittedTable.Column;
import io.streamweir.cli.text.SafeText;
import io.streamweir.http.sample.StatusSample;
import io.streamweir.inspect.LaneStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;

/** The workers as rows of a table: what each runs, what it has in hand and since when. */
final class WorkerTable {
  // A lane that has nothing to do asks every half second; beyond 30 s it does not count as alive.
  private static final AgeColours IDLE =
      new AgeColours(Duration.ofSeconds(10), Duration.ofSeconds(30));
  private static final int LONGEST_NAME = 32;
  private static final int LONGEST_WORK = 200;

  private final AgeColours colours;
  private final List<StatusSample.OfPipeline> pipelines;
  private final Map<String, List<LaneStatus>> byWorker = new TreeMap<>();
  private final FittedTable table;

  WorkerTable(int width, List<StatusSample.OfPipeline> pipelines, AgeColours colours) {
    this.colours = colours;
    this.pipelines = pipelines;
    for (StatusSample.OfPipeline pipeline : pipelines) {
      for (LaneStatus lane : pipeline.lanes()) {
        byWorker.computeIfAbsent(lane.worker(), name -> new ArrayList<>()).add(lane);
      }
    }
    int longest = byWorker.keySet().stream().mapToInt(String::length).max().orElse(0);
    int name = Math.max(6, Math.min(longest, LONGEST_NAME));
    this.table =
        new FittedTable(
            width,
            List.of(
                Column.left("WORKER", 1, name, name),
                Column.right("IDLE", 4, 4),
                Column.right("PENDING", 2, 7),
                Column.right("AGE", 6, 4),
                Column.right("HELD", 3, 4),
                Column.left("WORKS ON", 5, 8, LONGEST_WORK)));
  }

  List<AttributedString> lines() {
    List<AttributedString> lines = new ArrayList<>();
    lines.add(table.titles());
    byWorker.forEach((worker, lanes) -> lines.add(table.row(cells(worker, lanes))));
    return lines;
  }

  /** The lane that asked last tells whether the worker lives. */
  private List<Cell> cells(String worker, List<LaneStatus> lanes) {
    double idle = lanes.stream().mapToDouble(LaneStatus::idleSeconds).min().orElse(0);
    double age = lanes.stream().mapToDouble(LaneStatus::oldestPendingSeconds).max().orElse(0);
    double held = lanes.stream().mapToDouble(LaneStatus::oldestDeliveredSeconds).max().orElse(0);
    long pending = lanes.stream().mapToLong(LaneStatus::pending).sum();
    return List.of(
        Cell.of(SafeText.of(worker)),
        Cell.of(Figures.time(idle), IDLE.of(idle)),
        Cell.of(Figures.count(pending)),
        Cell.of(Figures.age(age)),
        Cell.of(Figures.age(held), colours.of(held)),
        Cell.of(work(worker)));
  }

  private String work(String worker) {
    List<String> all = new ArrayList<>();
    for (StatusSample.OfPipeline pipeline : pipelines) {
      List<LaneStatus> lanes =
          pipeline.lanes().stream().filter(lane -> lane.worker().equals(worker)).toList();
      boolean partitioned = pipeline.lanes().stream().anyMatch(lane -> lane.partition() > 0);
      if (!lanes.isEmpty()) {
        String name = pipelines.size() > 1 ? pipeline.name() + ": " : "";
        all.add(name + stages(lanes, partitioned));
      }
    }
    return String.join("; ", all);
  }

  /** As {@code parse 512, classify}; with partitions as {@code parse[0,2] 512}. */
  private static String stages(List<LaneStatus> lanes, boolean partitioned) {
    Map<String, List<LaneStatus>> byStage =
        lanes.stream()
            .collect(
                Collectors.groupingBy(LaneStatus::stage, LinkedHashMap::new, Collectors.toList()));
    List<String> stages = new ArrayList<>();
    byStage.forEach(
        (stage, own) -> {
          long pending = own.stream().mapToLong(LaneStatus::pending).sum();
          String partitions =
              own.stream()
                  .map(lane -> String.valueOf(lane.partition()))
                  .distinct() // of several priorities
                  .collect(Collectors.joining(",", "[", "]"));
          stages.add(
              stage
                  + (partitioned ? partitions : "")
                  + (pending == 0 ? "" : " " + Figures.count(pending)));
        });
    return String.join(", ", stages);
  }
}
