package io.streamweir.http.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Reads the members of a JSON object that a client sent, and collects all that is wrong with them.
 * A member that is null counts as one that is missing. What is wrong becomes one problem when
 * {@link #end} is called, with a JSON pointer for each. For one thread.
 */
public final class Fields {
  /** What a key is, with its article. */
  public static final String KEY = "a text of at most 1,024 characters";

  private static final int LONGEST_KEY = 1_024;
  private static final long MILLIS = 1_000;

  private final ObjectNode object;
  private final String at;
  private final InputProblems errors;
  private final Set<String> read = new HashSet<>();
  private final List<Fields> inner = new ArrayList<>();

  private Fields(ObjectNode object, String at, InputProblems errors) {
    this.object = object;
    this.at = at;
    this.errors = errors;
  }

  /**
   * The members of a body.
   *
   * @throws ProblemException where it is no object
   */
  public static Fields of(JsonNode body) {
    Fields fields =
        new Fields(
            body instanceof ObjectNode object ? object : Json.object(), "", new InputProblems());
    if (!body.isObject()) {
      fields.errors.add("", "must be an object");
      fields.end();
    }
    return fields;
  }

  /** The object as it was sent. */
  public ObjectNode sent() {
    return object;
  }

  /** Says that a member is wrong. */
  public void wrong(String name, String detail) {
    errors.add(at, name, detail);
  }

  /** A value as it was sent. */
  public Optional<JsonNode> any(String name) {
    read.add(name);
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  /** A text. */
  public Optional<String> text(String name) {
    Optional<JsonNode> value = any(name);
    if (value.isPresent() && !value.get().isTextual()) {
      wrong(name, "must be a text");
      return Optional.empty();
    }
    return value.map(JsonNode::textValue);
  }

  /** A text that names something in Redis. */
  public Optional<String> key(String name) {
    Optional<String> key = text(name);
    if (key.isPresent() && !fitsAsKey(key.get())) {
      wrong(name, "must be " + KEY);
      return Optional.empty();
    }
    return key;
  }

  /** Whether a text is short enough for a key. */
  public static boolean fitsAsKey(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST_KEY;
  }

  /** A list of texts; empty where there is none. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : any(name).orElse(Json.array())) {
      if (each.isTextual()) {
        texts.add(each.textValue());
      } else {
        wrong(name, "must be a list of texts");
        return List.of();
      }
    }
    if (any(name).filter(value -> !value.isArray()).isPresent()) {
      wrong(name, "must be a list of texts");
    }
    return texts;
  }

  /** A truth value; false where there is none. */
  public boolean truth(String name) {
    Optional<JsonNode> value = any(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      wrong(name, "must be true or false");
    }
    return value.map(JsonNode::booleanValue).orElse(false);
  }

  /** A number from {@code least} to {@code most}. */
  public OptionalDouble number(String name, double least, double most) {
    Optional<JsonNode> value = any(name);
    if (value.isEmpty()) {
      return OptionalDouble.empty();
    }
    double number = value.get().isNumber() ? value.get().doubleValue() : Double.NaN;
    if (!(number >= least && number <= most)) {
      wrong(name, "must be a number from " + plain(least) + " to " + plain(most));
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(number);
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  /** A number of seconds, to the millisecond. */
  public Optional<Duration> seconds(String name, Duration most) {
    OptionalDouble seconds = number(name, 0, (double) most.toSeconds());
    return seconds.isPresent()
        ? Optional.of(Duration.ofMillis(Math.round(seconds.getAsDouble() * MILLIS)))
        : Optional.empty();
  }

  /** A time, as {@code 2026-03-01T10:00:00Z}. */
  public Optional<Instant> time(String name) {
    Optional<String> text = text(name);
    try {
      return text.map(Times::parse);
    } catch (DateTimeException e) {
      wrong(name, "must be " + Times.EXPECTED);
      return Optional.empty();
    }
  }

  /** An object within this one. */
  public Optional<Fields> object(String name) {
    Optional<JsonNode> value = any(name);
    if (value.isPresent() && !value.get().isObject()) {
      wrong(name, "must be an object");
      return Optional.empty();
    }
    Optional<Fields> fields =
        value.map(
            object -> new Fields((ObjectNode) object, InputProblem.pointer(at, name), errors));
    fields.ifPresent(inner::add);
    return fields;
  }

  /**
   * Says that all members were read; others are wrong.
   *
   * @throws ProblemException of the type {@link ProblemType#INVALID_INPUT} where anything is wrong
   */
  public void end() {
    checkNames();
    errors.check();
  }

  private void checkNames() {
    object.fieldNames().forEachRemaining(name -> checkName(name));
    inner.forEach(Fields::checkNames);
  }

  private void checkName(String name) {
    if (!read.contains(name)) {
      wrong(name, "is not known here");
    }
  }
}
