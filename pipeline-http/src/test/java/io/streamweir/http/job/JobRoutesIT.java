package io.streamweir.http.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.client.JobClient;
import io.streamweir.client.SubmitOptions;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import io.streamweir.http.Desk;
import io.streamweir.http.Events;
import io.streamweir.http.HttpApi;
import io.streamweir.http.contract.Contract;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Event;
import io.streamweir.http.core.Exchange;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.job.Orders.Order;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class JobRoutesIT {
  private static final String JOBS = "/v1/pipelines/orders/jobs";

  private RedisConfig redis;
  private RedisLink link;
  private HttpApi http;

  @BeforeEach
  void open(RedisSpace space) {
    redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    link = RedisLink.open(redis);
    serve(Orders.plain());
  }

  private void serve(Pipeline<Order> pipeline) {
    if (http != null) {
      http.close();
    }
    http = Contract.http(Engine.of(redis, List.of(pipeline)));
  }

  @AfterEach
  void close() {
    http.close();
    link.close();
  }

  private Answer.Whole answer(Request request) {
    return (Answer.Whole) http.api().answer(request);
  }

  private static Request post(String target, String body) {
    return Request.of("POST", target).withHeader("Content-Type", "application/json").withBody(body);
  }

  private static Request order(String number, long cents) {
    return post(JOBS, "{\"input\":{\"number\":\"%s\",\"cents\":%d}}".formatted(number, cents));
  }

  private static JsonNode json(Answer.Whole answer) {
    return Json.parse(answer.text());
  }

  private static String pointer(Answer.Whole answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    return json(answer).get("errors").get(0).get("pointer").asText();
  }

  private static String location(Answer.Whole answer) {
    return answer.headers().first("Location").orElseThrow();
  }

  @Test
  void submitsAndSaysWhereTheJobIs() {
    Answer.Whole answer = answer(order("A", 5).withBasePath("/base"));

    assertThat(answer.status()).isEqualTo(202);
    JsonNode job = json(answer);
    assertThat(job.get("state").asText()).isEqualTo("open");
    assertThat(job.get("duplicate").asBoolean()).isFalse();
    assertThat(location(answer))
        .isEqualTo(
            "/base" + JOBS + "/" + job.get("job").asText() + "?partition=" + job.get("partition"));
  }

  @Test
  void waitsForTheEndWhereTheClientPrefersThat() {
    try (Worker worker = Worker.start(link, Orders.plain())) {
      Answer.Whole finished = answer(order("A", 5).withHeader("Prefer", "wait=60"));
      Answer.Whole failed = answer(order("B", -1).withHeader("Prefer", "respond-async, wait=60"));

      assertThat(finished.status()).isEqualTo(200);
      assertThat(finished.headers().first("Preference-Applied")).contains("wait=60");
      assertThat(json(finished).get("state").asText()).isEqualTo("finished");
      assertThat(json(finished).get("value").get("text").asText()).isEqualTo("A 5EUR");
      assertThat(failed.status()).isEqualTo(200);
      assertThat(json(failed).get("state").asText()).isEqualTo("failed");
      assertThat(json(failed).get("error").asText()).contains("less than nothing");
    }
  }

  @Test
  void answersThatTheJobIsOpenWhereItDoesNotEndInTime() {
    Answer.Whole answer = answer(order("A", 5).withHeader("Prefer", "wait=1"));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.headers().first("Retry-After")).contains("1");
    Answer.Whole look = answer(Request.of("GET", location(answer)).withHeader("Prefer", "wait=1"));
    assertThat(look.status()).isEqualTo(200);
    assertThat(json(look).get("state").asText()).isEqualTo("open");
  }

  @Test
  void waitsForTheEndOfAJobThatItKnowsByItsIdAlone() {
    Request get =
        Request.of("GET", location(answer(order("A", 5)))).withHeader("Prefer", "wait=60");
    Exchange exchange = http.api().accept(get);
    CompletableFuture<Answer> waiting = exchange.answer(get);
    assertThat(waiting).isNotDone();

    try (Worker worker = Worker.start(link, Orders.plain())) {
      JsonNode end = json((Answer.Whole) waiting.join());
      assertThat(end.get("state").asText()).isEqualTo("finished");
      Answer.Whole again = answer(Request.of("GET", JOBS + "/" + end.get("job").asText()));
      assertThat(json(again)).isEqualTo(end);
    }
  }

  @Test
  void answersWhatIsKnownOfAWaitWhenTheServerStops() {
    Request post = order("A", 5).withHeader("Prefer", "wait=60");
    Exchange exchange = http.api().accept(post);
    CompletableFuture<Answer> waiting = exchange.answer(post);
    // The job is in Redis once a second one is, since one client sends in order.
    answer(order("B", 5));
    answer(order("C", 5));

    exchange.stop();

    Answer.Whole answer = (Answer.Whole) waiting.join();
    assertThat(answer.status()).isIn(202, 503);
    assertThat(answer.headers().first("Retry-After")).contains("1");
  }

  @Test
  void pointsAtWhatIsWrong() {
    assertThat(pointer(answer(post(JOBS, "{\"number\":\"A\",\"cents\":1}")))).isEqualTo("/input");
    assertThat(pointer(answer(post(JOBS, "{\"input\":{\"number\":\"A\"}}"))))
        .isEqualTo("/input/cents");
    assertThat(pointer(answer(post(JOBS, "{\"input\":{},\"optons\":{}}")))).isEqualTo("/optons");
    String valid = "{\"input\":{\"number\":\"A\",\"cents\":1},\"options\":{%s}}";
    assertThat(pointer(answer(post(JOBS, valid.formatted("\"dely\":1")))))
        .isEqualTo("/options/dely");
    assertThat(pointer(answer(post(JOBS, valid.formatted("\"delay\":-1")))))
        .isEqualTo("/options/delay");
    assertThat(pointer(answer(post(JOBS, valid.formatted("\"priority\":\"urgent\"")))))
        .isEqualTo("/options/priority");
    assertThat(pointer(answer(post(JOBS, valid.formatted("\"priority\":\"high\"")))))
        .isEqualTo("/options/priority");
    assertThat(pointer(answer(post(JOBS, valid.formatted("\"dedupe\":{\"key\":\"a\"}")))))
        .isEqualTo("/options/dedupe");
    assertThat(answer(post(JOBS, "{")).status()).isEqualTo(400);
  }

  @Test
  void takesNothingThatIsOnlyNearlyAnInput() {
    String body = "{\"input\":{\"number\":\"A\",%s}}";
    assertThat(pointer(answer(post(JOBS, body.formatted("\"cents\":1,\"colour\":\"red\"")))))
        .isEqualTo("/input/colour");
    assertThat(pointer(answer(post(JOBS, body.formatted("\"cents\":1,\"cents\":2")))))
        .isEqualTo("/input/cents");
    assertThat(pointer(answer(post(JOBS, body.formatted("\"cents\":9223372036854775808")))))
        .isEqualTo("/input/cents");
    assertThat(pointer(answer(post(JOBS, body.formatted("\"cents\":1") + " {}")))).isEmpty();
  }

  @Test
  void takesAvroWithOptionsInTheQuery() {
    AvroCodec codec = new AvroCodec(new SchemaCatalog(SchemaSource.NONE));
    codec.register(Order.class);
    byte[] bytes = codec.encode(new Order("A", 7, "CHF"));
    Request request =
        Request.of("POST", JOBS + "?key=k&delay=0")
            .withHeader("Content-Type", "application/octet-stream");
    try (Worker worker = Worker.start(link, Orders.plain())) {
      Answer.Whole end = answer(request.withBody(bytes).withHeader("Prefer", "wait=60"));
      assertThat(json(end).get("value").get("text").asText()).isEqualTo("A 7CHF");
    }
    assertThat(answer(request.withBody(new byte[] {1, 2, 3})).status()).isEqualTo(422);
  }

  @Test
  void addsAJobOncePerIdempotencyKeyAndRefusesAnotherPayload() {
    Answer.Whole first = answer(order("A", 5).withHeader("Idempotency-Key", "\"key 1\""));
    Answer.Whole again = answer(order("A", 5).withHeader("Idempotency-Key", "key 1"));
    Answer.Whole other = answer(order("A", 6).withHeader("Idempotency-Key", "\"key 1\""));

    assertThat(again.status()).isEqualTo(202);
    assertThat(json(again).get("duplicate").asBoolean()).isTrue();
    assertThat(location(again)).isEqualTo(location(first));
    assertThat(other.status()).isEqualTo(422);
    assertThat(json(other).get("type").asText()).endsWith("idempotency-key-reused");
    assertThat(answer(order("A", 5).withHeader("Idempotency-Key", "\"\"")).status()).isEqualTo(400);
  }

  @Test
  void refusesAJobForWhichThereIsNoRoom() {
    serve(Orders.small(1));
    answer(order("A", 5));

    Answer.Whole full = answer(order("B", 5));

    assertThat(full.status()).isEqualTo(503);
    assertThat(json(full).get("type").asText()).endsWith("inbox-full");
    assertThat(full.headers().first("Retry-After")).isPresent();
  }

  @Test
  void knowsNoPipelineAndNoJobThatIsNotThere() {
    assertThat(answer(post("/v1/pipelines/none/jobs", "{\"input\":{}}")).status()).isEqualTo(404);
    answer(order("A", 5));
    for (String id : List.of("mine", "00000000000000000000000000", "a%20b")) {
      assertThat(answer(Request.of("GET", JOBS + "/" + id)).status()).as(id).isEqualTo(404);
    }
    // Its end would still be stored, so it may be under way.
    assertThat(answer(Request.of("GET", JOBS + "/" + JobId.next())).status()).isEqualTo(200);
  }

  @Test
  void findsAnOldJobThatStillWaits() {
    try (JobClient<Order> client = JobClient.connect(link, Orders.plain())) {
      client.submit(new Order("A", 5, "EUR"), SubmitOptions.defaults().withJobId("mine"));
    }
    Answer.Whole answer = answer(Request.of("GET", JOBS + "/mine"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(json(answer).get("state").asText()).isEqualTo("open");
  }

  @Test
  void cancelsAJobOnceAndSaysSo() {
    String job = json(answer(order("A", 5))).get("job").asText();

    JsonNode first = json(answer(Request.of("POST", JOBS + "/" + job + "/cancel")));
    JsonNode second = json(answer(Request.of("POST", JOBS + "/" + job + "/cancel")));

    assertThat(first.get("state").asText()).isEqualTo("cancelled");
    assertThat(first.get("now").asBoolean()).isTrue();
    assertThat(second.get("state").asText()).isEqualTo("cancelled");
    assertThat(second.get("now").asBoolean()).isFalse();
    assertThat(json(answer(Request.of("GET", JOBS + "/" + job))).get("state").asText())
        .isEqualTo("cancelled");
  }

  @Test
  void cancelsNoJobThatNeverWas() {
    answer(order("A", 5)); // so that the pipeline is known
    for (String id : List.of("mine", "00000000000000000000000000", "a%20b")) {
      Answer.Whole refused = answer(Request.of("POST", JOBS + "/" + id + "/cancel"));
      assertThat(refused.status()).as(id).isEqualTo(404);
    }
    // It may be on its way here.
    Answer.Whole young = answer(Request.of("POST", JOBS + "/" + JobId.next() + "/cancel"));
    assertThat(young.status()).isEqualTo(200);
    try (JobClient<Order> client = JobClient.connect(link, Orders.plain())) {
      client.submit(new Order("A", 5, "EUR"), SubmitOptions.defaults().withJobId("mine"));
    }
    JsonNode first = json(answer(Request.of("POST", JOBS + "/mine/cancel")));
    assertThat(first.get("now").asBoolean()).isTrue();
    JsonNode again = json(answer(Request.of("POST", JOBS + "/mine/cancel")));
    assertThat(again.get("state").asText()).isEqualTo("cancelled"); // its end is stored
  }

  @Test
  void tellsTheProgressAndTheEndOfAJob() throws Exception {
    String location = location(answer(order("A", 5)));
    Events events =
        Events.of(http.api().answer(Request.of("GET", location.replace("?", "/events?"))));
    assertThat(Events.data(events.next("open")).get("state").asText()).isEqualTo("open");
    CountDownLatch told = new CountDownLatch(1);
    try (Worker worker = Worker.start(link, Orders.halting(told))) {
      assertThat(Events.data(events.next("progress")).get("note").asText()).isEqualTo("half of A");
      told.countDown();
      Event end = events.next("end");
      assertThat(Events.data(end).get("value").get("text").asText()).isEqualTo("A 5EUR");
      Desk.until(events::ended, ended -> ended); // a moment behind the event

      Request again = Request.of("GET", location.replace("?", "/events?"));
      assertThat(Events.of(http.api().answer(again)).next("end")).isEqualTo(end);
      assertThat(answer(again.withHeader("Last-Event-ID", end.id())).status()).isEqualTo(204);
    }
  }

  @Test
  void streamsAllResultsFromNowOn() throws Exception {
    answer(order("before", 5)); // so that the pipeline is known
    Events events =
        Events.of(http.api().answer(Request.of("GET", "/v1/pipelines/orders/results/events")));
    assertThat(Events.data(events.next("open")).get("resumable").asBoolean()).isFalse();
    try (Worker worker = Worker.start(link, Orders.plain())) {
      answer(order("B", -1));
      String states = "";
      for (int i = 0; i < 2; i++) {
        states += Events.data(events.next("end")).get("state").asText() + " ";
      }
      assertThat(states).contains("finished", "failed");
    }
  }

  @Test
  void goesOnWhereAClientWasWhereThePipelineKeepsALog() throws Exception {
    Pipeline<Order> logged = Orders.logged();
    serve(logged);
    Request request = Request.of("GET", "/v1/pipelines/orders/results/events");
    try (Worker worker = Worker.start(link, logged)) {
      Events events = Events.of(http.api().answer(request));
      assertThat(Events.data(events.next("open")).get("resumable").asBoolean()).isTrue();
      answer(order("A", 1).withHeader("Prefer", "wait=60"));
      Event first = events.next("end");
      events.end();
      answer(order("B", 2).withHeader("Prefer", "wait=60"));

      Events again = Events.of(http.api().answer(request.withHeader("Last-Event-ID", first.id())));
      assertThat(Events.data(again.next("end")).get("value").get("text").asText())
          .isEqualTo("B 2EUR");
      answer(order("C", 3).withHeader("Prefer", "wait=60"));
      assertThat(Events.data(again.next("end")).get("value").get("text").asText())
          .isEqualTo("C 3EUR");
    }
    assertThat(answer(request.withHeader("Last-Event-ID", "nonsense")).status()).isEqualTo(400);
    for (String since :
        List.of("soon", "%2B999999999-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z")) {
      Request get = Request.of("GET", "/v1/pipelines/orders/results/events?since=" + since);
      assertThat(answer(get).status()).as(since).isEqualTo(400);
    }
  }
}
