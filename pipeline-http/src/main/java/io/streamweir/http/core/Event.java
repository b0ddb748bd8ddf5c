package io.streamweir.http.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One event of a stream, as the HTML standard writes it.
 *
 * @param name its type; null for {@code message}
 * @param id from where a client that connects again wants to go on; null for no position
 * @param data one or more lines
 */
public record Event(@Nullable String name, @Nullable String id, String data) {

  /** An event without an id. */
  public static Event of(String name, JsonNode data) {
    return new Event(name, null, Json.text(data));
  }

  /** The same with an id. */
  public Event withId(String id) {
    return new Event(name, id, data);
  }

  /** As it goes over the wire. */
  public byte[] bytes() {
    StringBuilder text = new StringBuilder(data.length() + 32);
    field(text, "id", id);
    field(text, "event", name);
    data.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
    if (data.isEmpty()) {
      text.append("data\n");
    }
    return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void field(StringBuilder text, String field, @Nullable String value) {
    if (value != null) {
      text.append(field).append(": ").append(value.replaceAll("[\\r\\n\\x00]", " ")).append('\n');
    }
  }
}
