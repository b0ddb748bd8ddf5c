package io.streamweir.http.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.client.SubmitOptions;
import io.streamweir.http.core.InputProblem;
import io.streamweir.http.core.InputProblems;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.StrictJson;
import io.streamweir.pipeline.Dedupe;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One job as a request describes it: an envelope of JSON, or bytes with options in the query. */
final class SubmitRequest {
  static final String AVRO = "application/octet-stream";
  private static final List<String> TRACE = List.of("traceparent", "tracestate");
  private static final Duration IDEMPOTENT = Duration.ofHours(24);
  private static final int LONGEST_KEY = 255;

  private final Body body;
  private final SubmitOptions options;

  private SubmitRequest(Body body, SubmitOptions options) {
    this.body = body;
    this.options = options;
  }

  /** What the job is made of. */
  @FunctionalInterface
  private interface Body {
    byte[] payload(Inputs<?> inputs);
  }

  /**
   * What the request describes.
   *
   * @throws ProblemException where it makes no sense
   */
  static SubmitRequest of(Request request) {
    boolean bytes = request.header("Content-Type").map(type -> type.startsWith(AVRO)).orElse(false);
    return bytes ? bytes(request) : envelope(request);
  }

  private static SubmitRequest bytes(Request request) {
    SubmitOptions options = options(request, OptionsReader.read(queryOptions(request)));
    byte[] body = request.body();
    return new SubmitRequest(inputs -> inputs.avro(body), options);
  }

  /** The options that stand in the query. */
  static ObjectNode queryOptions(Request request) {
    ObjectNode options = Json.object();
    for (String name : OptionsReader.IN_QUERY) {
      request.query(name).ifPresent(value -> options.put(name, value));
    }
    return options;
  }

  private static SubmitRequest envelope(Request request) {
    SubmitRequest envelope = envelope(request.json(), Json.object());
    return new SubmitRequest(envelope.body, options(request, envelope.options));
  }

  /**
   * One line of many.
   *
   * @param defaults options of all lines, which a line's own replace
   * @throws ProblemException where it makes no sense
   */
  static SubmitRequest line(byte[] text, Inputs<?> inputs, ObjectNode defaults) {
    return StraightLine.read(text, inputs)
        .map(line -> of(line, defaults))
        .orElseGet(() -> envelope(StrictJson.read(text), defaults));
  }

  /** One line of a numbered source, which has no options of its own. */
  static SubmitRequest sourcedLine(byte[] text, Inputs<?> inputs) {
    return StraightLine.read(text, inputs)
        .filter(line -> !line.hasOptions())
        .map(line -> of(line, Json.object()))
        .orElseGet(() -> sourcedLine(text));
  }

  private static SubmitRequest of(StraightLine line, ObjectNode defaults) {
    byte[] payload = line.payload();
    boolean plain = !line.hasOptions() && defaults.isEmpty();
    return new SubmitRequest(
        inputs -> payload, plain ? SubmitOptions.defaults() : options(line.options(), defaults));
  }

  private static SubmitRequest sourcedLine(byte[] text) {
    JsonNode line = StrictJson.read(text);
    if (line.has("options")) {
      throw InputProblem.of(
          "/options", "a line of a source has no options of its own; give them in the query");
    }
    return envelope(line, Json.object());
  }

  private static SubmitRequest envelope(JsonNode body, ObjectNode defaults) {
    if (!body.isObject() || !body.has("input")) {
      throw InputProblem.of("/input", "it must be {\"input\": …, \"options\": …}");
    }
    JsonNode options = body.path("options");
    InputProblems errors = new InputProblems();
    for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!name.equals("input") && !name.equals("options")) {
        errors.add("", name, "there are input and options only");
      }
    }
    if (!options.isMissingNode() && !options.isObject()) {
      errors.add("/options", "it must be an object");
    }
    errors.check();
    JsonNode input = body.get("input");
    return new SubmitRequest(
        inputs -> inputs.json(input, "/input"),
        options(options.isObject() ? (ObjectNode) options : Json.object(), defaults));
  }

  private static SubmitOptions options(ObjectNode own, ObjectNode defaults) {
    ObjectNode all = defaults.isEmpty() ? Json.object() : defaults.deepCopy();
    all.setAll(own);
    return all.isEmpty() ? SubmitOptions.defaults() : OptionsReader.read(all);
  }

  /** With what the request's own header fields say. */
  private static SubmitOptions options(Request request, SubmitOptions options) {
    SubmitOptions traced = traced(request, options);
    Optional<String> key = idempotencyKey(request);
    if (key.isEmpty()) {
      return traced;
    }
    if (options.dedupe() != null) {
      throw InputProblem.of(
          "/options/dedupe", "the header Idempotency-Key has a dedupe key already");
    }
    return traced.withDedupe(Dedupe.within(key.get(), IDEMPOTENT).withSamePayload());
  }

  private static SubmitOptions traced(Request request, SubmitOptions options) {
    Map<String, String> headers = new LinkedHashMap<>(options.headers());
    for (String name : TRACE) {
      request.header(name).ifPresent(value -> headers.putIfAbsent(name, value));
    }
    try {
      JobHeaders.check(headers);
    } catch (IllegalArgumentException e) {
      throw Problem.of(
              ProblemType.BAD_REQUEST,
              "with "
                  + String.join(" and ", TRACE)
                  + ", the job's headers are too much: "
                  + e.getMessage())
          .asException();
    }
    return headers.isEmpty() ? options : options.withHeaders(headers);
  }

  /** The key, which may stand in quotes. */
  private static Optional<String> idempotencyKey(Request request) {
    Optional<String> given = request.header("Idempotency-Key");
    if (given.isEmpty()) {
      return given;
    }
    String text = given.get().strip();
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    String key = quoted ? text.substring(1, text.length() - 1) : text;
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      throw Problem.of(
              ProblemType.BAD_REQUEST,
              "Idempotency-Key must have 1 to " + LONGEST_KEY + " characters")
          .asException();
    }
    return Optional.of(key);
  }

  /**
   * The payload of the job.
   *
   * @throws ProblemException where the input does not fit the pipeline
   */
  byte[] payload(Inputs<?> inputs) {
    return body.payload(inputs);
  }

  SubmitOptions options() {
    return options;
  }
}
