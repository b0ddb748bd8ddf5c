package io.streamweir.cli.dead;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.cli.text.Json;
import io.streamweir.cli.text.SafeText;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.UndecodableException;
import io.streamweir.codec.UnknownSchemaException;
import io.streamweir.inspect.DeadLetters.Letter;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.redis.RedisLink;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows dead letters with their payloads. */
final class LetterView {
  private final AvroCodec codec;

  LetterView(RedisLink link) {
    this.codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link.patient())));
  }

  /** The letter as one line of JSON. */
  String json(String stage, Letter letter) {
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
    return node.toString();
  }

  /** The letter on several lines. */
  String text(String stage, Letter letter) {
    return String.join(
        "\n",
        "letter    " + letter.id(),
        "stage     " + stage,
        "job       " + SafeText.of(letter.jobId()),
        "died at   " + letter.diedAt(),
        "reason    " + SafeText.of(letter.reason()),
        "error     " + lines(letter.error()),
        "attempts  " + letter.attempts(),
        "before    " + SafeText.of(letter.lastError().isEmpty() ? "-" : letter.lastError()),
        "payload   "
            + SafeText.of(
                payload(letter).orElse("cannot be read, " + letter.payload().length + " bytes")));
  }

  /** What happened, without the stack trace. */
  static String summary(Letter letter) {
    return letter.error().lines().findFirst().orElse("");
  }

  private static String lines(String text) {
    return text.lines()
        .map(line -> SafeText.of(line.replace("\t", "  ")))
        .collect(Collectors.joining("\n          "));
  }

  private Optional<String> payload(Letter letter) {
    try {
      return Optional.of(codec.toJson(letter.payload()));
    } catch (UndecodableException | UnknownSchemaException e) {
      return Optional.empty();
    }
  }
}
