package io.streamweir.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.client.JobClient;
import io.streamweir.client.SubmitOptions;
import io.streamweir.http.Shop.Order;
import io.streamweir.http.contract.Contract;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.http.engine.Engine;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** The API as an operator sees it, with a client and workers of the shop beside it. */
public final class Desk implements AutoCloseable {
  /** By which tests look at Redis, and submit. */
  public final RedisLink link;

  private final JobClient<Order> jobs;
  private final List<AutoCloseable> open = new ArrayList<>();
  private HttpApi http;

  /** One that serves the shop. */
  public Desk(RedisSpace space) {
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    link = RedisLink.open(redis);
    jobs = JobClient.connect(link, Shop.pipeline());
    serve(redis, Authenticator.NONE, List.of(Shop.pipeline()));
  }

  /** Serves these pipelines from now on, to these callers. */
  public void serve(
      RedisConfig redis, Authenticator authenticator, List<? extends Pipeline<?>> pipelines) {
    if (http != null) {
      http.close();
    }
    http =
        Contract.http(Engine.of(redis, pipelines), authenticator, ApiConfig.defaults(), List.of());
  }

  /** The same for these callers. */
  public void serve(Authenticator authenticator) {
    serve(link.config(), authenticator, List.of(Shop.pipeline()));
  }

  /** Begins to work. */
  public Worker work() {
    Worker worker = Worker.start(link, Shop.pipeline());
    open.add(worker);
    return worker;
  }

  /** Submits an order; its number is its key. */
  public String submit(String number) {
    return submit(number, SubmitOptions.defaults().withKey(number));
  }

  /** Submits an order. */
  public String submit(String number, SubmitOptions options) {
    return jobs.submit(new Order(number, 5, "EUR"), options).jobId();
  }

  /** What the API answers. */
  public Answer answer(Request request) {
    return http.api().answer(request);
  }

  /** What the API answers with a body. */
  public Answer.Whole whole(Request request) {
    return (Answer.Whole) answer(request);
  }

  /** The JSON that a GET is answered with. */
  public JsonNode get(String target) {
    Answer.Whole answer = whole(Request.of("GET", target));
    assertThat(answer.status()).as(target + " " + answer.text()).isEqualTo(200);
    return Json.parse(answer.text());
  }

  /** What a POST of JSON is answered with. */
  public Answer.Whole send(String method, String target, String body) {
    return whole(
        Request.of(method, target).withHeader("Content-Type", "application/json").withBody(body));
  }

  /** The JSON that a POST is answered with, where it is carried out. */
  public JsonNode post(String target, String body) {
    Answer.Whole answer = send("POST", target, body);
    assertThat(answer.status()).as(target + " " + answer.text()).isBetween(200, 299);
    return Json.parse(answer.text());
  }

  /** The operation that a POST begins, when it has ended. */
  public JsonNode operate(String target, String body) {
    Answer.Whole answer = send("POST", target, body);
    assertThat(answer.status()).as(target + " " + answer.text()).isEqualTo(202);
    String operation = answer.headers().first("Location").orElseThrow();
    return until(() -> get(operation), node -> !node.get("ended").isNull());
  }

  /** What a query brings when this holds. */
  public static <T> T until(Callable<T> query, Predicate<T> holds) {
    return Awaitility.await().atMost(Patience.PATIENCE).until(query, holds);
  }

  /** The texts of a member in each object of a list. */
  public static List<String> texts(JsonNode list, String pointer) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.at(pointer).asText()));
    return texts;
  }

  /** The pointer of the first thing that is wrong with a body. */
  public static String wrong(Answer.Whole answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    return Json.parse(answer.text()).at("/errors/0/pointer").asText();
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    http.close();
    jobs.close();
    link.close();
  }
}
