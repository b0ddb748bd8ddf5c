package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.client.ScheduleStatus;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.PayloadJson;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.http.core.Json;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.schedule.ScheduleDefinition;
import io.streamweir.internal.feature.schedule.ScheduleDefinition.Origin;
import io.streamweir.pipeline.CronTiming;
import io.streamweir.pipeline.FixedInterval;
import io.streamweir.redis.RedisLink;

/** Shows schedules with their payloads. Thread-safe. */
public final class ScheduleJson {
  private static final long LATE_MILLIS = 1_000;

  private final AvroCodec codec;
  private final PayloadJson payloads;

  /** Finds the schemas of payloads by this link. */
  public ScheduleJson(RedisLink link) {
    SchemaCatalog catalog = new SchemaCatalog(new SchemaHash(link.patient()));
    this.codec = new AvroCodec(catalog);
    this.payloads = new PayloadJson(catalog);
  }

  /** How a schedule stands, in one word. Between two ticks anything may be due for a moment. */
  public static String state(ScheduleStatus status) {
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
    return status.late().toMillis() > LATE_MILLIS ? "late" : "active";
  }

  /** A schedule. */
  public ObjectNode of(ScheduleStatus status) {
    ObjectNode node =
        Json.object()
            .put("name", status.name())
            .put("state", state(status))
            .put("due", status.due() == null ? null : status.due().toString())
            .put("lateSeconds", status.late().toMillis() / 1000.0)
            .put("partition", status.partition());
    ScheduleDefinition definition = status.definition();
    if (definition == null) {
      return node.put("defect", status.defect());
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
    return addPayload(node, definition.payload());
  }

  /** The same with the payload as people see it, which is what a schedule is put with. */
  public ObjectNode readable(ScheduleStatus status) {
    ObjectNode node = of(status);
    ScheduleDefinition definition = status.definition();
    if (definition != null && node.has("payload")) {
      node.set("payload", Json.parse(payloads.show(definition.payload()).json()));
    }
    return node;
  }

  private ObjectNode addPayload(ObjectNode node, byte[] payload) {
    try {
      node.set("payload", Json.parse(codec.toJson(payload)));
    } catch (UndecodableException | UnknownSchemaException e) {
      node.put("unreadablePayload", String.valueOf(e.getMessage()));
    }
    return node;
  }
}
