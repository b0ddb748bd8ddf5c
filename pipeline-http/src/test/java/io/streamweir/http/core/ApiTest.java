package io.streamweir.http.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ApiTest {
  private static final String ECHO = "/v1/pipelines/{pipeline}/echo/{id}";

  private final Api api =
      new Api(
          List.of(
              Route.get(ECHO, ApiTest::echo),
              Route.get(
                  "/v1/pipelines/known/echo/{id}", request -> Answer.text(200, "written out")),
              Route.put(ECHO, request -> Answer.json(200, request.json())),
              Route.get("/files/{path...}", r -> Answer.text(200, r.parameter("path"))).giving(),
              Route.get("/tagged", request -> Answer.text(200, "a").withHeader("ETag", "\"1\""))
                  .giving(),
              Route.get("/broken", ApiTest::broken),
              Route.get("/dead", ApiTest::dead),
              Route.get("/later", request -> Answer.later(new CompletableFuture<Answer>())),
              Route.post("/operate", request -> Answer.empty(204)).by(Role.OPERATE),
              Route.get("/open", request -> Answer.empty(204)).byAnybody()),
          ApiTest::caller,
          ApiConfig.defaults().withMaxBodyBytes(100).withOrigins(Set.of("https://shop.example")));

  private static Answer echo(Request request) {
    return Answer.json(
        200,
        Json.object()
            .put("pipeline", request.parameter("pipeline"))
            .put("id", request.parameter("id"))
            .put("q", request.query("q").orElse("")));
  }

  private static Answer broken(Request request) {
    throw new IllegalStateException("secret");
  }

  private static Answer dead(Request request) {
    throw new StackOverflowError("secret");
  }

  private static Caller caller(Request request) {
    String token =
        request
            .header("Authorization")
            .orElseThrow(() -> Problem.of(ProblemType.UNAUTHORIZED, "no token").asException());
    return new Caller() {
      @Override
      public String name() {
        return token;
      }

      @Override
      public boolean may(Role role) {
        return role == Role.READ;
      }

      @Override
      public boolean sees(String pipeline) {
        return !pipeline.equals("hidden");
      }
    };
  }

  private static Request request(String method, String target) {
    return Request.of(method, target).withHeader("Authorization", "reader");
  }

  private Answer.Whole answer(Request request) {
    return (Answer.Whole) api.answer(request);
  }

  private static String type(Answer.Whole answer) throws IOException {
    JsonNode problem = StrictJson.read(answer.body());
    assertThat(answer.headers().first("Content-Type")).contains("application/problem+json");
    assertThat(problem.get("status").asInt()).isEqualTo(answer.status());
    return problem.get("type").asText();
  }

  @Test
  void findsARouteAndDecodesItsParameters() {
    Answer.Whole answer = answer(request("GET", "/v1/pipelines/a%2Fb/echo/%C3%A4+?q=x+%26y"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"pipeline\":\"a/b\",\"id\":\"ä+\",\"q\":\"x &y\"}");
  }

  @Test
  void prefersASegmentThatIsWrittenOut() {
    assertThat(answer(request("GET", "/v1/pipelines/known/echo/1")).text())
        .isEqualTo("written out");
  }

  @Test
  void takesTheRestOfAPath() {
    assertThat(answer(request("GET", "/files/a/b%20c")).text()).isEqualTo("a/b c");
  }

  @Test
  void tellsWhatIsNotThere() throws IOException {
    assertThat(type(answer(request("GET", "/nothing"))))
        .isEqualTo("urn:streamweir:problem:not-found");
    assertThat(answer(request("GET", "/nothing")).status()).isEqualTo(404);
  }

  @Test
  void tellsWhichMethodsAPathHas() {
    Answer.Whole answer = answer(request("DELETE", "/v1/pipelines/p/echo/1"));

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers().first("Allow")).contains("GET, HEAD, OPTIONS, PUT");
  }

  @Test
  void answersOptionsWithoutAToken() {
    Answer.Whole answer = answer(Request.of("OPTIONS", "/operate"));

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.headers().first("Allow")).contains("OPTIONS, POST");
  }

  @Test
  void refusesABodyOfAnotherType() {
    Request put =
        request("PUT", "/v1/pipelines/p/echo/1")
            .withHeader("Content-Type", "text/xml")
            .withBody("x");

    assertThat(answer(put).status()).isEqualTo(415);
    assertThat(answer(put.withHeader("Content-Type", "Application/JSON; charset=utf-8")).status())
        .isEqualTo(400);
  }

  @Test
  void refusesAClientThatAcceptsNothingOfIt() {
    Request get = request("GET", "/v1/pipelines/p/echo/1");

    assertThat(answer(get.withHeader("Accept", "text/html")).status()).isEqualTo(406);
    assertThat(answer(get.withHeader("Accept", "application/json;q=0")).status()).isEqualTo(406);
    assertThat(answer(get.withHeader("Accept", "text/html, application/*;q=0.2")).status())
        .isEqualTo(200);
  }

  @Test
  void refusesABodyThatIsTooLarge() throws IOException {
    Request put = request("PUT", "/v1/pipelines/p/echo/1").withBody("\"" + "x".repeat(99) + "\"");

    assertThat(type(answer(put))).endsWith("too-large");
  }

  @Test
  void refusesABodyThatIsNoJson() throws IOException {
    for (String body : List.of("{", "\u0000", "[1,]")) {
      Request put = request("PUT", "/v1/pipelines/p/echo/1").withBody(body);

      assertThat(type(answer(put))).as(body).endsWith("bad-request");
    }
    for (String body : List.of("{} {}", "{\"a\":1,\"a\":2}")) {
      Request put = request("PUT", "/v1/pipelines/p/echo/1").withBody(body);

      assertThat(type(answer(put))).as(body).endsWith("invalid-input");
    }
  }

  @Test
  void asksForATokenAndForARole() {
    assertThat(answer(Request.of("GET", "/v1/pipelines/p/echo/1")).status()).isEqualTo(401);
    assertThat(answer(request("POST", "/operate")).status()).isEqualTo(403);
    assertThat(answer(Request.of("GET", "/open")).status()).isEqualTo(204);
  }

  @Test
  void hidesAPipelineThatTheCallerMayNotSee() {
    assertThat(answer(request("GET", "/v1/pipelines/hidden/echo/1")).status()).isEqualTo(404);
  }

  @Test
  void saysNothingOfWhatFailedInside() throws IOException {
    for (String path : List.of("/broken", "/dead")) {
      Answer.Whole answer = answer(request("GET", path));

      assertThat(type(answer)).endsWith("internal");
      assertThat(answer.text()).doesNotContain("secret").doesNotContain("Exception");
    }
  }

  @Test
  void answersWhereAFilterFails() {
    AnswerFilter failing =
        (request, answer) -> {
          throw new StackOverflowError();
        };
    Api filtered =
        new Api(
            List.of(Route.get("/open", request -> Answer.empty(204)).byAnybody()),
            Authenticator.NONE,
            ApiConfig.defaults().withFilter(failing));
    Exchange exchange = filtered.accept(Request.of("GET", "/open"));

    assertThat(exchange.answer(exchange.request()))
        .isCompletedWithValueMatching(answer -> ((Answer.Whole) answer).status() == 500);
  }

  @Test
  void doesNotSendWhatTheClientHas() {
    Request get = request("GET", "/tagged");

    assertThat(answer(get).status()).isEqualTo(200);
    Answer.Whole again = answer(get.withHeader("If-None-Match", "W/\"1\""));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().first("ETag")).contains("\"1\"");
  }

  @Test
  void letsPagesOfItsOriginsAsk() {
    Request preflight =
        Request.of("OPTIONS", "/operate")
            .withHeader("Origin", "https://shop.example")
            .withHeader("Access-Control-Request-Method", "POST");

    assertThat(answer(preflight).headers().first("Access-Control-Allow-Methods"))
        .contains("OPTIONS, POST");
    assertThat(answer(preflight).headers().first("Access-Control-Allow-Origin"))
        .contains("https://shop.example");
    assertThat(
            answer(preflight.withHeader("Origin", "https://other.example"))
                .headers()
                .first("Access-Control-Allow-Origin"))
        .isEmpty();
  }

  @Test
  void namesEachRequestAndKeepsTheClientsName() {
    Request get = Request.of("GET", "/open");

    assertThat(answer(get).headers().first("X-Request-Id")).isPresent();
    assertThat(answer(get.withHeader("X-Request-Id", "mine-1")).headers().first("X-Request-Id"))
        .contains("mine-1");
    assertThat(answer(get.withHeader("X-Request-Id", "a b")).headers().first("X-Request-Id").get())
        .isNotEqualTo("a b");
  }

  @Test
  void givesUpAnAnswerForWhichNobodyWaits() {
    Exchange exchange = api.accept(request("GET", "/later"));
    CompletableFuture<Answer> answer = exchange.answer(exchange.request());
    assertThat(answer).isNotDone();

    exchange.abandon();

    assertThat(answer).isDone();
  }

  @Test
  void writesEventsOfSeveralLines() {
    Event event = new Event("end", "7\n8", "a\nb");

    assertThat(new String(event.bytes(), StandardCharsets.UTF_8))
        .isEqualTo("id: 7 8\nevent: end\ndata: a\ndata: b\n\n");
  }
}
