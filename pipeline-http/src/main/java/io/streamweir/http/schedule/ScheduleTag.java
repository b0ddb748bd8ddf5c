package io.streamweir.http.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.EntityTags;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import java.util.List;

/**
 * The entity tag of a schedule: of what it says, and of when it is due. A client that changes what
 * it says need not hurry, so a fire in between does not make its tag wrong.
 */
final class ScheduleTag {
  private static final List<String> CHANGES_BY_ITSELF = List.of("due", "lateSeconds");

  private final String says;
  private final String stands;

  /** Of this schedule, as {@link io.streamweir.http.view.ScheduleJson} shows it. */
  ScheduleTag(ObjectNode schedule) {
    ObjectNode lasting = schedule.deepCopy().without(CHANGES_BY_ITSELF);
    lasting.put("state", schedule.path("state").asText().replace("late", "active"));
    this.says = hash(lasting);
    this.stands = hash(schedule);
  }

  private static String hash(ObjectNode node) {
    return EntityTags.of(Json.text(node)).replace("\"", "");
  }

  /** The tag. */
  String text() {
    return '"' + says + '.' + stands + '"';
  }

  /** The tag, or the client's own where that is of the same saying. */
  String forChange(Request request) {
    for (String given : request.headers().joined("If-Match").split(",")) {
      if (given.strip().startsWith('"' + says + '.')) {
        return given.strip();
      }
    }
    return text();
  }
}
