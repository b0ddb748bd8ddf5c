package io.streamweir.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.StageStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows what waits and runs at the stages of some pipelines. */
final class StatusView {
  private final Terminal terminal;
  private final List<Inspector> inspectors;

  StatusView(Terminal terminal, List<Inspector> inspectors) {
    this.terminal = terminal;
    this.inspectors = inspectors;
  }

  /** The state as one JSON object. */
  String json() {
    ObjectNode all = Json.object();
    ArrayNode pipelines = all.putArray("pipelines");
    for (Inspector inspector : inspectors) {
      ObjectNode pipeline = pipelines.addObject().put("pipeline", inspector.pipeline().name());
      ArrayNode stages = pipeline.putArray("stages");
      inspector.status().forEach(stage -> put(stages.addObject(), stage));
    }
    return all.toString();
  }

  private static void put(ObjectNode node, StageStatus stage) {
    node.put("stage", stage.stage())
        .put("lag", stage.lag())
        .put("lagKnown", stage.lagKnown())
        .put("pending", stage.pending())
        .put("backlog", stage.backlog())
        .put("delayed", stage.delayed())
        .put("dead", stage.dead())
        .put("consumers", stage.consumers())
        .put("oldestWaitingSeconds", stage.oldestWaitingSeconds())
        .put("oldestPendingSeconds", stage.oldestPendingSeconds());
  }

  /** The state as lines for people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Inspector inspector : inspectors) {
      lines.add(terminal.paint(1, inspector.pipeline().name()));
      List<String> table = table(inspector.status()).lines();
      lines.add("  " + terminal.paint(2, table.get(0)));
      table.stream().skip(1).forEach(row -> lines.add("  " + row));
    }
    return lines;
  }

  private static TextTable table(List<StageStatus> stages) {
    TextTable table =
        new TextTable(
            1,
            "STAGE",
            "WAITING",
            "PENDING",
            "DELAYED",
            "DEAD",
            "CONSUMERS",
            "OLDEST WAITING",
            "OLDEST PENDING",
            "LAG KNOWN");
    for (StageStatus stage : stages) {
      table.row(
          stage.stage(),
          stage.lag(),
          stage.pending(),
          stage.delayed(),
          stage.dead(),
          stage.consumers(),
          seconds(stage.oldestWaitingSeconds()),
          seconds(stage.oldestPendingSeconds()),
          stage.lagKnown() ? "yes" : "no");
    }
    return table;
  }

  private static String seconds(double seconds) {
    return seconds == 0 ? "-" : String.format(Locale.ROOT, "%.1f s", seconds);
  }
}
