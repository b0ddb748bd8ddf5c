package io.streamweir.cli.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.terminal.ProgressLine;
import io.streamweir.cli.text.Json;
import io.streamweir.cli.text.SafeText;
import io.streamweir.cli.text.TextTable;
import io.streamweir.client.ScheduleStatus;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.schedule.ScheduleDefinition;
import io.streamweir.internal.feature.schedule.ScheduleDefinition.Origin;
import io.streamweir.pipeline.CronTiming;
import io.streamweir.pipeline.FixedInterval;
import io.streamweir.pipeline.Timing;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Shows schedules. */
final class ScheduleView {
  private static final int MOST_CHARACTERS = 60;
  private static final long LATE_MILLIS = 1_000;

  private final AvroCodec codec;

  ScheduleView(RedisLink link) {
    this.codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link.patient())));
  }

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
    ScheduleDefinition definition = status.definition();
    if (definition == null) {
      return "unreadable";
    }
    if (definition.origin() == Origin.RETIRED) {
      return "retired";
    }
    if (status.paused()) {
      return "paused";
    }
    Duration late = status.late();
    return late.toMillis() > LATE_MILLIS
        ? "late " + ProgressLine.duration((double) late.toSeconds())
        : "active";
  }

  /** The schedule as one line of JSON. */
  String json(ScheduleStatus status) {
    ObjectNode node =
        Json.object()
            .put("name", status.name())
            .put("state", state(status).replaceFirst(" .*", ""))
            .put("due", status.due() == null ? null : status.due().toString())
            .put("lateSeconds", status.late().toMillis() / 1000.0)
            .put("partition", status.partition());
    ScheduleDefinition definition = status.definition();
    if (definition == null) {
      return node.put("defect", status.defect()).toString();
    }
    if (definition.timing() instanceof CronTiming cron) {
      node.put("cron", cron.expression()).put("zone", cron.zone().getId());
    } else if (definition.timing() instanceof FixedInterval fixed) {
      node.put("everySeconds", fixed.interval().toMillis() / 1000.0);
    }
    node.put("missed", definition.missed().toString());
    node.put("from", definition.origin().toString());
    if (definition.key() != null) {
      node.put("key", definition.key());
    }
    return addPayload(node, definition.payload()).toString();
  }

  private ObjectNode addPayload(ObjectNode node, byte[] payload) {
    try {
      node.set("payload", Json.parse(codec.toJson(payload)));
    } catch (UndecodableException | UnknownSchemaException e) {
      node.put("unreadablePayload", Failures.message(e));
    }
    return node;
  }
}
