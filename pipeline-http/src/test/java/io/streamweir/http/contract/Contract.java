package io.streamweir.http.contract;

import io.streamweir.http.HttpApi;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.AnswerFilter;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Holds an API to its own description: what it answers and what it takes. An answer that breaks it
 * becomes one that says so, and fails the test.
 */
public final class Contract implements AnswerFilter {
  private static final ConcurrentLinkedQueue<String> BROKEN = new ConcurrentLinkedQueue<>();

  private volatile Description description;

  private Contract() {}

  /** The API of everybody, each of whose answers is checked. */
  public static HttpApi http(Engine engine) {
    return http(engine, Authenticator.NONE, ApiConfig.defaults(), List.of());
  }

  /** An API each of whose answers is checked. */
  public static HttpApi http(
      Engine engine, Authenticator authenticator, ApiConfig config, List<Route> more) {
    Contract contract = new Contract();
    HttpApi http = HttpApi.of(engine, authenticator, config.withFilter(contract), more);
    contract.description = new Description(http.openApi());
    return http;
  }

  /** What was broken since the last call. */
  static List<String> broken() {
    List<String> all = new java.util.ArrayList<>();
    for (String each = BROKEN.poll(); each != null; each = BROKEN.poll()) {
      all.add(each);
    }
    return all;
  }

  @Override
  public Answer filter(Request request, Answer answer) {
    boolean page = request.path().startsWith("/console");
    return page || request.method().equals("OPTIONS") ? answer : checked(request, answer);
  }

  private Answer checked(Request request, Answer answer) {
    Described described = description.of(request);
    try {
      if (answer instanceof Answer.Events events) {
        described.check(200, events.headers());
        return new Answer.Events(
            events.headers(),
            sink -> events.source().begin(new CheckedEvents(sink, described, BROKEN)));
      }
      if (answer instanceof Answer.Written written) {
        described.check(200, written.headers());
        return new Answer.Written(
            written.headers(),
            out -> written.writer().write(new CheckedLines(out, described, BROKEN)));
      }
      if (answer instanceof Answer.Whole whole) {
        described.check(whole, request);
      }
      return answer;
    } catch (AssertionError | RuntimeException e) {
      BROKEN.add(e.toString());
      return Answer.text(500, "the contract is broken: " + e.getMessage());
    }
  }
}
