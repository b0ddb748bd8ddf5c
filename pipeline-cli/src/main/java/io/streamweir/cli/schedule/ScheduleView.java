package io.streamweir.cli.schedule;

import io.streamweir.cli.terminal.ProgressLine;
import io.streamweir.cli.text.SafeText;
import io.streamweir.cli.text.TextTable;
import io.streamweir.client.ScheduleStatus;
import io.streamweir.http.view.ScheduleJson;
import io.streamweir.internal.feature.schedule.ScheduleDefinition;
import io.streamweir.pipeline.FixedInterval;
import io.streamweir.pipeline.Timing;
import java.util.List;
import java.util.Locale;

/** Shows schedules. */
final class ScheduleView {
  private static final int MOST_CHARACTERS = 60;

  private ScheduleView() {}

  /** A line per schedule, below their titles. */
  static String table(List<ScheduleStatus> all) {
    TextTable table =
        new TextTable(7, "NAME", "WHEN", "NEXT", "STATE", "MISSED", "FROM", "KEY", "PARTITION");
    for (ScheduleStatus each : all) {
      ScheduleDefinition definition = each.definition();
      table.row(
          SafeText.of(each.name(), MOST_CHARACTERS),
          SafeText.of(
              definition == null ? each.defect() : when(definition.timing()), MOST_CHARACTERS),
          each.due() == null ? "-" : each.due(),
          state(each),
          definition == null ? "-" : definition.missed(),
          definition == null ? "-" : definition.origin(),
          definition == null || definition.key() == null
              ? "-"
              : SafeText.of(definition.key(), MOST_CHARACTERS),
          each.partition());
    }
    return String.join("\n", table.lines());
  }

  private static String when(Timing timing) {
    return timing instanceof FixedInterval fixed
        ? "every " + fixed.interval().toString().substring(2).toLowerCase(Locale.ROOT)
        : timing.toString();
  }

  /** Between two ticks anything may be due for a moment. */
  private static String state(ScheduleStatus status) {
    String state = ScheduleJson.state(status);
    return state.equals("late")
        ? "late " + ProgressLine.duration((double) status.late().toSeconds())
        : state;
  }
}
