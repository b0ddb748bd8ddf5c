package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.PayloadJson;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.DeadLetters.Letter;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.redis.RedisLink;
import java.util.Base64;
import java.util.Optional;

/** Shows dead letters with their payloads. Thread-safe. */
public final class LetterJson {
  private final AvroCodec codec;
  private final PayloadJson payloads;

  /** Finds the schemas of payloads by this link. */
  public LetterJson(RedisLink link) {
    SchemaCatalog catalog = new SchemaCatalog(new SchemaHash(link.patient()));
    this.codec = new AvroCodec(catalog);
    this.payloads = new PayloadJson(catalog);
  }

  /** A letter of a stage. */
  public ObjectNode of(String stage, Letter letter) {
    ObjectNode node =
        Json.object()
            .put("id", letter.id())
            .put("stage", stage)
            .put("job", letter.jobId())
            .put("diedAt", letter.diedAt().toString())
            .put("reason", letter.reason())
            .put("error", letter.error())
            .put("attempts", letter.attempts());
    if (!letter.lastError().isEmpty()) {
      node.put("lastError", letter.lastError());
    }
    Optional<String> payload = payload(letter);
    if (payload.isPresent()) {
      node.set("payload", Json.parse(payload.get()));
    } else {
      ObjectNode fields = node.putObject("fieldsBase64");
      letter
          .fields()
          .forEach((name, value) -> fields.put(name, Base64.getEncoder().encodeToString(value)));
    }
    return node;
  }

  /** The same with the payload as people see it and a replay takes it, and its type's name. */
  public ObjectNode whole(String stage, Letter letter) {
    PayloadJson.Shown shown = payloads.show(letter.payload());
    ObjectNode node = of(stage, letter).put("type", shown.type());
    node.set("readable", Json.parse(shown.json()));
    return node;
  }

  /** The payload as Avro writes it; empty where it cannot be read. */
  public Optional<String> payload(Letter letter) {
    try {
      return Optional.of(codec.toJson(letter.payload()));
    } catch (UndecodableException | UnknownSchemaException e) {
      return Optional.empty();
    }
  }
}
