package io.streamweir.http.core;

import java.util.List;
import java.util.Set;

/**
 * What is done for one method and path. Immutable; begin with {@link #get} or one of its siblings,
 * and say by {@link #by} who may ask.
 *
 * @param method GET, POST, PUT or DELETE; HEAD and OPTIONS are answered by the API
 * @param path segments, of which those in braces are parameters: {@code
 *     /v1/pipelines/{pipeline}/status}. If one is called {@code pipeline}, callers that may not
 *     know of the pipeline are told that there is none
 * @param roles who may ask: callers with one of them; empty for everybody, even without a token
 * @param body how the body comes
 * @param takes the media types of bodies that the route understands; empty for any
 * @param gives the media types of answers; the first is what is answered without {@code Accept}
 * @param work whether the handler may wait for Redis
 * @param handler what is done
 */
public record Route(
    String method,
    String path,
    Set<Role> roles,
    Body body,
    List<String> takes,
    List<String> gives,
    Work work,
    Handler handler) {

  /** How a body comes to the handler. */
  public enum Body {
    /** Not at all: what a client sends is not read. */
    NONE,
    /** Whole, as {@link Request#body}, within the limits of the caller and the server. */
    WHOLE,
    /** As {@link Request#stream}, of any length. The route is then {@link Work#BLOCKING}. */
    STREAMED
  }

  /** On which thread the handler runs. */
  public enum Work {
    /** On the server's own: it never waits. */
    QUICK,
    /** On one of a bounded number of others, since it waits for Redis. */
    BLOCKING
  }

  /** Does what a route is for. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Answers a request.
     *
     * @throws ProblemException for an answer that is a problem
     * @throws Exception for anything else; clients are told no more than that the server failed
     */
    Answer handle(Request request) throws Exception;
  }

  /** Looks at something. */
  public static Route get(String path, Handler handler) {
    return of("GET", path, Body.NONE, handler);
  }

  /** Does something. */
  public static Route post(String path, Handler handler) {
    return of("POST", path, Body.WHOLE, handler);
  }

  /** Writes a resource. */
  public static Route put(String path, Handler handler) {
    return of("PUT", path, Body.WHOLE, handler);
  }

  /** Removes a resource. */
  public static Route delete(String path, Handler handler) {
    return of("DELETE", path, Body.NONE, handler);
  }

  private static Route of(String method, String path, Body body, Handler handler) {
    return new Route(
        method,
        path,
        Set.of(Role.values()),
        body,
        List.of("application/json"),
        List.of("application/json"),
        Work.BLOCKING,
        handler);
  }

  /** The same for callers with one of these roles. Operators may always look: {@link Role#READ}. */
  public Route by(Role... any) {
    return new Route(method, path, Set.of(any), body, takes, gives, work, handler);
  }

  /** The same for everybody, even without a token, and so without a body. */
  public Route byAnybody() {
    return new Route(method, path, Set.of(), Body.NONE, takes, gives, work, handler);
  }

  /** The same with a body that the handler reads while it comes. */
  public Route streamed() {
    return new Route(method, path, roles, Body.STREAMED, takes, gives, Work.BLOCKING, handler);
  }

  /** The same for bodies of these media types; of any where none is named. */
  public Route taking(String... mediaTypes) {
    return new Route(method, path, roles, body, List.of(mediaTypes), gives, work, handler);
  }

  /** The same with answers of these media types; of any where none is named. */
  public Route giving(String... mediaTypes) {
    return new Route(method, path, roles, body, takes, List.of(mediaTypes), work, handler);
  }

  /** The same with a handler that never waits. */
  public Route quick() {
    return new Route(method, path, roles, body, takes, gives, Work.QUICK, handler);
  }
}
