package io.streamweir.http.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.client.SubmitOptions;
import io.streamweir.http.core.Fields;
import io.streamweir.http.core.InputProblems;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.core.ProblemType;
import io.streamweir.pipeline.Dedupe;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.Priority;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the options of one job, and tells all that is wrong with them. */
final class OptionsReader {
  /** Those that may stand in the query, where the body is no JSON. */
  static final List<String> IN_QUERY = List.of("key", "priority", "delay", "at", "replicated");

  private static final Set<String> NAMES =
      Set.of("key", "priority", "delay", "at", "dedupe", "headers", "replicated");
  private static final Duration REPLICAS_WITHIN = Duration.ofSeconds(5);
  private static final int MOST_CHARACTERS = 40; // of a number: digits cost their square
  private static final int MOST_DIGITS = 20; // before the point, and behind it

  private final InputProblems errors = new InputProblems();

  private OptionsReader() {}

  /**
   * The options.
   *
   * @throws ProblemException of the type {@link ProblemType#INVALID_INPUT} with a pointer for each
   *     that makes no sense
   */
  static SubmitOptions read(ObjectNode json) {
    OptionsReader reader = new OptionsReader();
    SubmitOptions options = reader.all(json);
    reader.errors.check();
    return options;
  }

  private SubmitOptions all(ObjectNode json) {
    unknown(json, NAMES, "/options");
    SubmitOptions options = SubmitOptions.defaults();
    options = with(options, json, "key", OptionsReader::key, SubmitOptions::withKey);
    options =
        with(
            options,
            json,
            "priority",
            node -> Priority.of(text(node)),
            SubmitOptions::withPriority);
    options = with(options, json, "delay", OptionsReader::duration, SubmitOptions::withDelay);
    options = with(options, json, "at", OptionsReader::time, SubmitOptions::withStart);
    options = with(options, json, "headers", OptionsReader::headers, SubmitOptions::withHeaders);
    options =
        with(options, json, "replicated", OptionsReader::durability, SubmitOptions::withDurability);
    if (json.has("delay") && json.has("at")) {
      errors.add("/options/at", "give either a delay or a time");
    }
    return with(options, json, "dedupe", this::dedupe, SubmitOptions::withDedupe);
  }

  private void unknown(JsonNode json, Set<String> names, String pointer) {
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!names.contains(name)) {
                String known = String.join(", ", names.stream().sorted().toList());
                errors.add(pointer, name, "there is no such option; there are " + known);
              }
            });
  }

  /** Sets an option. */
  private interface Setter<T> {
    SubmitOptions set(SubmitOptions options, T value);
  }

  private <T> SubmitOptions with(
      SubmitOptions options,
      ObjectNode json,
      String name,
      Function<JsonNode, T> reading,
      Setter<T> setter) {
    JsonNode node = json.get(name);
    if (node == null || node.isNull()) {
      return options;
    }
    try {
      return setter.set(options, reading.apply(node));
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      errors.add("/options/" + name, String.valueOf(e.getMessage()));
      return options;
    }
  }

  private static String text(JsonNode node) {
    if (!node.isTextual()) {
      throw new IllegalArgumentException("it must be text");
    }
    return node.asText();
  }

  private static String key(JsonNode node) {
    String key = text(node);
    if (!Fields.fitsAsKey(key)) {
      throw new IllegalArgumentException("a key must be " + Fields.KEY);
    }
    return key;
  }

  /** Seconds, as a number or as text in a query; or ISO 8601's text, as PT5M. */
  private static Duration duration(JsonNode node) {
    if (node.isTextual() && node.asText().startsWith("P")) {
      return Duration.parse(brief(node));
    }
    BigDecimal seconds = number(node);
    return Duration.ofMillis(seconds.movePointRight(3).longValueExact());
  }

  /** An exponent must not become digits, so that what is done with the number costs little. */
  private static BigDecimal number(JsonNode node) {
    if (!node.isNumber() && !node.isTextual()) {
      throw new IllegalArgumentException("it must be a number");
    }
    BigDecimal number;
    try {
      number = new BigDecimal(brief(node));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("it must be a number", e);
    }
    long before = (long) number.precision() - number.scale();
    if (before > MOST_DIGITS || number.scale() > MOST_DIGITS) {
      throw new IllegalArgumentException("it must be a number of usual size");
    }
    return number;
  }

  private static String brief(JsonNode node) {
    String text = node.asText();
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException("it must have at most " + MOST_CHARACTERS + " characters");
    }
    return text;
  }

  private static Instant time(JsonNode node) {
    return OffsetDateTime.parse(text(node)).toInstant();
  }

  private static Durability durability(JsonNode node) {
    int replicas = number(node).intValueExact();
    return replicas == 0 ? Durability.MEMORY : Durability.replicated(replicas, REPLICAS_WITHIN);
  }

  private static Map<String, String> headers(JsonNode node) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("it must be an object of texts");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    node.properties().forEach(each -> headers.put(each.getKey(), text(each.getValue())));
    JobHeaders.check(headers);
    return headers;
  }

  private Dedupe dedupe(JsonNode node) {
    if (!node.isObject() || !node.has("key")) {
      throw new IllegalArgumentException(
          "it must be an object with a key, and within, untilFinished or debounce");
    }
    unknown(
        node, Set.of("key", "within", "untilFinished", "debounce", "longest"), "/options/dedupe");
    String key = key(node.get("key"));
    Optional<Duration> within = optional(node, "within");
    Optional<Duration> debounce = optional(node, "debounce");
    boolean untilFinished = node.path("untilFinished").asBoolean();
    if ((within.isPresent() ? 1 : 0) + (debounce.isPresent() ? 1 : 0) + (untilFinished ? 1 : 0)
        != 1) {
      throw new IllegalArgumentException("give one of within, untilFinished and debounce");
    }
    if (within.isPresent()) {
      return Dedupe.within(key, within.get());
    }
    return debounce
        .map(wait -> Dedupe.debounce(key, wait, optional(node, "longest").orElse(Duration.ZERO)))
        .orElseGet(() -> Dedupe.untilFinished(key));
  }

  private static Optional<Duration> optional(JsonNode node, String name) {
    return Optional.ofNullable(node.get(name)).map(OptionsReader::duration);
  }
}
