package io.streamweir.http.core;

import io.streamweir.http.core.Route.Body;
import io.streamweir.http.core.Route.Work;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way. A server reads the body as {@link #body} says, calls {@link #answer} on a
 * thread as {@link #work} says, writes what comes, and calls {@link #ended}.
 */
public final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final Answer FAILED =
      Problem.of(ProblemType.INTERNAL, "the log says more").answer();

  private final Api api;
  private final Request request;
  private final @Nullable Route route;
  private final @Nullable Answer early;
  private final RequestLog log;
  private final CompletableFuture<Answer> given = new CompletableFuture<>();
  private volatile Answer.@Nullable Later waited;
  private volatile Caller.@Nullable Slot slot;
  private volatile @Nullable HeldBody held;
  private volatile Request received;

  private Exchange(
      Api api, Request request, @Nullable Route route, @Nullable Answer early, RequestLog log) {
    this.api = api;
    this.request = request;
    this.route = route;
    this.early = early;
    this.log = log;
    this.received = request;
  }

  static Exchange begin(Api api, Request head) {
    Request request = head.withId(RequestIds.of(head));
    RequestLog log = RequestLog.begin(request);
    try {
      return found(api, request, log);
    } catch (ProblemException e) {
      return new Exchange(api, request, null, e.problem().answer(), log);
    } catch (Throwable e) {
      return new Exchange(api, request, null, failed(request, e), log);
    }
  }

  private static Exchange found(Api api, Request request, RequestLog log) {
    Router.Found found =
        api.router()
            .find(request.path())
            .orElseThrow(() -> notFound(request.path() + " is no path of this API"));
    if (request.method().equals("OPTIONS")) {
      Answer options = api.crossOrigin().options(request, found.allowed());
      return new Exchange(api, request, null, options, log);
    }
    Optional<Route> route = found.route(request.method());
    if (route.isEmpty()) {
      String allowed = found.allowed();
      Problem problem = Problem.of(ProblemType.METHOD_NOT_ALLOWED, "the path allows " + allowed);
      return new Exchange(api, request, null, problem.answer().withHeader("Allow", allowed), log);
    }
    Request known = request.withParameters(found.parameters(request.method()));
    Request by = route.get().roles().isEmpty() ? known : known(api, known, route.get(), log);
    checkTypes(by, route.get());
    return new Exchange(api, by, route.get(), null, log);
  }

  private static Request known(Api api, Request request, Route route, RequestLog log) {
    if (api.authenticator() == Authenticator.NONE) {
      api.crossOrigin().checkLocal(request);
    } else if (api.authenticator() == Authenticator.SERVER) {
      api.crossOrigin().checkOwn(request);
    }
    boolean events = route.gives().contains(Answer.Events.MEDIA_TYPE);
    Caller caller = api.authenticator().caller(request.withEvents(events));
    log.by(caller);
    caller.admit();
    if (route.roles().stream().noneMatch(caller::may)) {
      throw Problem.of(
              ProblemType.FORBIDDEN,
              caller.name()
                  + " lacks the role "
                  + String.join(" or ", route.roles().stream().sorted().map(Role::text).toList()))
          .asException();
    }
    String pipeline = request.parameters().get("pipeline");
    if (pipeline != null && !caller.sees(pipeline)) {
      throw notFound("there is no pipeline " + pipeline);
    }
    return request.withCaller(caller);
  }

  private static ProblemException notFound(String detail) {
    return Problem.of(ProblemType.NOT_FOUND, detail).asException();
  }

  private static void checkTypes(Request request, Route route) {
    Optional<String> type = request.header("Content-Type");
    if (type.isPresent() && !MediaTypes.taken(route.takes(), type.get())) {
      throw Problem.of(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "a body may be " + String.join(" or ", route.takes()) + ", not " + type.get())
          .asException();
    }
    if (!MediaTypes.accepted(route.gives(), request.headers().joined("Accept"))) {
      throw Problem.of(
              ProblemType.NOT_ACCEPTABLE, "the answer is " + String.join(" or ", route.gives()))
          .asException();
    }
  }

  /** The request as it is known by now, without its body. */
  public Request request() {
    return request;
  }

  /** Whether the answer does not depend on the body, which need not be read. */
  public boolean answered() {
    return early != null;
  }

  /** How the handler wants the body. */
  public Body body() {
    return route == null ? Body.NONE : route.body();
  }

  /** Begins to hold a whole body, until the exchange is over. */
  HeldBody hold(BodyRoom room) {
    long said = request.header("Content-Length").map(Exchange::length).orElse(Long.MAX_VALUE);
    HeldBody holds = new HeldBody(room, request.caller(), maxBodyBytes(), said);
    held = holds;
    return holds;
  }

  private static long length(String said) {
    try {
      return Long.parseLong(said);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE; // bounded by what may come
    }
  }

  private long maxBodyBytes() {
    return Math.min(api.config().maxBodyBytes(), request.caller().maxBodyBytes());
  }

  /** The answer where the server finds no thread. */
  public Answer busy() {
    return refused(
        Problem.of(ProblemType.BUSY, "all threads of the server are taken")
            .withRetryAfter(Duration.ofSeconds(1)));
  }

  /** The answer that tells a problem which only the server sees. */
  public Answer refused(Problem problem) {
    return finished(problem.answer());
  }

  /** On which thread {@link #answer} is to be called. */
  public Work work() {
    return route == null ? Work.QUICK : route.work();
  }

  /**
   * The answer. Never fails, and never brings a {@link Answer.Later}.
   *
   * @param full where the body is
   */
  public CompletableFuture<Answer> answer(Request full) {
    now(full)
        .whenComplete(
            (answer, thrown) -> {
              if (!given.isDone()) { // else nobody waits any longer
                give(() -> thrown == null ? answer : failed(thrown));
              }
            });
    return given;
  }

  /** Whatever fails of it, there is an answer. */
  private void give(Supplier<? extends Answer> answer) {
    Answer now;
    try {
      now = finished(answer.get());
    } catch (Throwable e) {
      LOG.error("the answer to request {} failed", request.id(), e);
      now = FAILED;
    }
    given.complete(now);
  }

  private CompletableFuture<? extends Answer> now(Request full) {
    try {
      Answer answer = early == null ? handled(full) : early;
      if (answer instanceof Answer.Events) {
        slot = request.caller().open(Caller.Open.STREAM);
      }
      if (answer instanceof Answer.Later later) {
        waited = later;
        given.whenComplete((any, none) -> later.answer().cancel(false));
        return later.answer();
      }
      return CompletableFuture.completedFuture(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(e);
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Answer handled(Request full) throws Exception {
    Route handled = Objects.requireNonNull(route, "answered early");
    if (handled.body() == Body.STREAMED) {
      slot = request.caller().open(Caller.Open.STREAM);
      return handled
          .handler()
          .handle(request.withStream(new AdmittedStream(full.stream(), request.caller())));
    }
    if (handled.body() == Body.NONE) {
      return handled.handler().handle(request);
    }
    if (full.body().length > maxBodyBytes()) {
      return HeldBody.tooLarge(maxBodyBytes()).answer();
    }
    received = request.withBody(full.body());
    return handled.handler().handle(received);
  }

  /** The client has gone away: nobody waits for the answer. */
  public void abandon() {
    give(Answer::stopping);
  }

  /** Whether the caller may no longer do what it asks for, so that what goes on has to end. */
  public boolean withdrawn() {
    return !request.caller().valid();
  }

  /**
   * The server stops, or the caller is withdrawn: an answer that is waited for is not waited for
   * any longer.
   */
  public void stop() {
    Answer.Later later = waited;
    if (later != null) {
      give(later.stopped());
    }
  }

  private Answer failed(Throwable thrown) {
    return failed(request, thrown);
  }

  private static Answer failed(Request request, Throwable thrown) {
    return Problems.of(thrown)
        .orElseGet(
            () -> {
              LOG.error("request {} failed: {}", request.id(), request.path(), thrown);
              return Problem.of(
                  ProblemType.INTERNAL, "the log says more of the request " + request.id());
            })
        .answer();
  }

  private Answer finished(Answer answer) {
    Answer named = answer.withHeader(RequestIds.HEADER, request.id());
    Answer allowed = api.crossOrigin().allow(request, condition(named));
    return api.config().filter().filter(received, allowed);
  }

  private Answer condition(Answer answer) {
    if (answer instanceof Answer.Whole whole
        && whole.status() == 200
        && (request.method().equals("GET") || request.method().equals("HEAD"))) {
      Optional<String> tag = whole.headers().first("ETag");
      if (tag.isPresent() && EntityTags.has(request, tag.get())) {
        return whole.notModified();
      }
    }
    return answer;
  }

  /** Everything has been written, or could not be: the log gets its line. */
  public void ended(int status, long bytes) {
    Caller.Slot taken = slot;
    if (taken != null) {
      taken.close();
    }
    HeldBody body = held;
    if (body != null) {
      body.release();
    }
    log.end(status, bytes);
  }
}
