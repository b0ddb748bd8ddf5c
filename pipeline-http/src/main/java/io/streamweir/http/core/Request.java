package io.streamweir.http.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks. Immutable, but for the stream of a body that is read while it comes. Begin
 * with {@link #of}.
 */
public final class Request {
  private static final byte[] EMPTY = {};

  private final String method;
  private final String path;
  private final Map<String, List<String>> query;
  private final Headers headers;
  private final Given given;

  private Request(
      String method, String path, Map<String, List<String>> query, Headers headers, Given given) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.given = given;
  }

  /** What is learnt of a request on its way. */
  private static final class Given {
    private byte[] body = EMPTY;
    private @Nullable InputStream stream;
    private String remote = "";
    private String id = "";
    private String basePath = "";
    private Caller caller = Caller.LOCAL;
    private @Nullable Caller sender;
    private boolean events;
    private Map<String, String> parameters = Map.of();

    private Given copy() {
      Given copy = new Given();
      copy.body = body;
      copy.stream = stream;
      copy.remote = remote;
      copy.id = id;
      copy.basePath = basePath;
      copy.caller = caller;
      copy.sender = sender;
      copy.events = events;
      copy.parameters = parameters;
      return copy;
    }
  }

  /**
   * A request without headers and body.
   *
   * @param target the path below the base path and the query, as they are sent: percent-encoded
   */
  public static Request of(String method, String target) {
    return of(method, target, Headers.none());
  }

  /** A request without a body. */
  public static Request of(String method, String target, Headers headers) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark + 1);
    return new Request(method, path, Query.parse(query), headers, new Given());
  }

  private Request given(java.util.function.Consumer<Given> change) {
    Given changed = given.copy();
    change.accept(changed);
    return new Request(method, path, query, headers, changed);
  }

  /** The same with this header field, and no other value of it. */
  public Request withHeader(String name, String value) {
    return new Request(method, path, query, headers.with(name, value), given);
  }

  /** The same with this body, which the caller does not change. */
  public Request withBody(byte[] body) {
    return given(changed -> changed.body = body);
  }

  /** The same with this text as its body. */
  public Request withBody(String body) {
    return withBody(body.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with a body that is read while it comes. */
  public Request withStream(InputStream stream) {
    return given(changed -> changed.stream = stream);
  }

  /** The same from this address. */
  public Request withRemote(String remote) {
    return given(changed -> changed.remote = remote);
  }

  /** The same with this id. */
  public Request withId(String id) {
    return given(changed -> changed.id = id);
  }

  /** The same below this base path: empty, or with a slash in front and none at the end. */
  public Request withBasePath(String basePath) {
    return given(changed -> changed.basePath = basePath);
  }

  /** The same by this sender, whom the server knows; see {@link Authenticator#SERVER}. */
  public Request withSender(Caller sender) {
    return given(changed -> changed.sender = sender);
  }

  /** The same by this caller. */
  public Request withCaller(Caller caller) {
    return given(changed -> changed.caller = caller);
  }

  Request withEvents(boolean events) {
    return given(changed -> changed.events = events);
  }

  Request withParameters(Map<String, String> parameters) {
    return given(changed -> changed.parameters = parameters);
  }

  /** The method, in capitals. */
  public String method() {
    return method;
  }

  /** The path below the base path, percent-encoded, with a slash in front. */
  public String path() {
    return path;
  }

  /** The header fields. */
  public Headers headers() {
    return headers;
  }

  /** The first value of a header field. */
  public Optional<String> header(String name) {
    return headers.first(name);
  }

  /** The part of the path that a route calls so, decoded. */
  public String parameter(String name) {
    String value = given.parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no parameter " + name);
    }
    return value;
  }

  /** The parts of the path that the route names, decoded. */
  public Map<String, String> parameters() {
    return given.parameters;
  }

  /** The first value of a query parameter; empty text where it has no value. */
  public Optional<String> query(String name) {
    List<String> values = query.get(name);
    return values == null ? Optional.empty() : Optional.of(values.get(0));
  }

  /** All values of a query parameter. */
  public List<String> queryAll(String name) {
    return query.getOrDefault(name, List.of());
  }

  /**
   * A query parameter that is a whole number.
   *
   * @throws ProblemException where it is none, or not from {@code least} to {@code most}
   */
  public long number(String name, long otherwise, long least, long most) {
    Optional<String> given = query(name);
    if (given.isEmpty()) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(given.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The same answer as for a number that does not fit.
    }
    throw Problem.of(
            ProblemType.BAD_REQUEST,
            "the parameter " + name + " must be a whole number from " + least + " to " + most)
        .asException();
  }

  /** The body, where the route takes it whole; the caller does not change it. */
  public byte[] body() {
    return given.body;
  }

  /** The body, where the route reads it while it comes. */
  public InputStream stream() {
    InputStream stream = given.stream;
    return stream == null ? new java.io.ByteArrayInputStream(given.body) : stream;
  }

  /**
   * The body as JSON; an empty object where there is none. For bodies that are no pipeline's input.
   *
   * @throws ProblemException where it is no JSON
   */
  public JsonNode json() {
    return given.body.length == 0 ? Json.object() : StrictJson.read(given.body);
  }

  /** Whether its route answers by a stream of events. */
  public boolean events() {
    return given.events;
  }

  /** From where it comes, as the log says it. */
  public String remote() {
    return given.remote;
  }

  /** The id that the log and the answer say. */
  public String id() {
    return given.id;
  }

  /** What stands before all paths, as clients see them; empty for nothing. */
  public String basePath() {
    return given.basePath;
  }

  /** Who sends it, as the server says; empty where it knows nobody, or asks nobody. */
  public Optional<Caller> sender() {
    return Optional.ofNullable(given.sender);
  }

  /** Who sends it. */
  public Caller caller() {
    return given.caller;
  }
}
