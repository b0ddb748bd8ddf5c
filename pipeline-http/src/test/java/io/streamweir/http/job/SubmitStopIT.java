package io.streamweir.http.job;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.HttpApi;
import io.streamweir.http.contract.Contract;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Exchange;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.http.engine.Engine;
import io.streamweir.inspect.Inspector;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server stops while a job is on its way to Redis. */
@WithRedis
class SubmitStopIT {
  private static final String JOBS = "/v1/pipelines/orders/jobs";
  private static final String ORDER = "{\"input\":{\"number\":\"A\",\"cents\":1}}";

  private TcpProxy proxy;
  private RedisLink direct;
  private HttpApi http;

  @BeforeEach
  void open(RedisSpace space) {
    proxy = TcpProxy.to(space.server());
    direct = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
    RedisConfig redis = RedisConfig.of(proxy.uri()).withNamespace(space.namespace());
    http = Contract.http(Engine.of(redis, List.of(Orders.plain())));
  }

  @AfterEach
  void close() {
    proxy.close();
    http.close();
    direct.close();
  }

  private static Request order(String preference) {
    return Request.of("POST", JOBS)
        .withHeader("Content-Type", "application/json")
        .withHeader("Prefer", preference)
        .withBody(ORDER);
  }

  private Answer.Whole submit() {
    Answer.Whole answer = (Answer.Whole) http.api().answer(order("respond-async"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return answer;
  }

  private long waiting() {
    return new Inspector(direct, Orders.plain()).status().get(0).backlog();
  }

  @ParameterizedTest
  @ValueSource(strings = {"respond-async", "wait=60"})
  void saysThatAJobMayHaveBeenAddedOnceItWasSent(String preference) throws Exception {
    submit();
    proxy.dropReplies(true);
    Request request = order(preference);
    Exchange exchange = http.api().accept(request);
    CompletableFuture<Answer> answer = exchange.answer(request);
    await().atMost(PATIENCE).until(() -> waiting() == 2);

    exchange.stop();

    Answer.Whole told = (Answer.Whole) answer.get();
    assertThat(told.status()).as(told.text()).isEqualTo(504);
    assertThat(Json.parse(told.text()).get("type").asText()).endsWith(":submit-uncertain");
    assertThat(told.headers().first("Retry-After")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"respond-async", "wait=60"})
  void addsNoJobOfWhichItHasSaidThatItIsNotAdded(String preference) throws Exception {
    proxy.stall();
    Request request = order(preference);
    Exchange exchange = http.api().accept(request);
    CompletableFuture<Answer> answer = exchange.answer(request);

    exchange.stop();

    Answer.Whole told = (Answer.Whole) answer.get();
    assertThat(told.status()).as(told.text()).isEqualTo(503);
    assertThat(Json.parse(told.text()).get("type").asText()).endsWith(":stopping");
    proxy.resume();
    submit();
    submit();
    assertThat(waiting()).isEqualTo(2);
  }

  @Test
  void saysAtTheEndOfABulkThatLinesMayHaveBeenAdded() throws Exception {
    submit();
    proxy.dropReplies(true);
    Request request =
        Request.of("POST", JOBS + "/bulk")
            .withHeader("Content-Type", "application/x-ndjson")
            .withStream(new ByteArrayInputStream(ORDER.getBytes(StandardCharsets.UTF_8)));
    Answer.Written answer = (Answer.Written) http.api().answer(request);
    CompletableFuture<String> written = new CompletableFuture<>();
    Thread thread = new Thread(() -> written.complete(text(answer)));
    thread.start();
    await().atMost(PATIENCE).until(() -> waiting() == 2);

    thread.interrupt();

    JsonNode end = Json.parse(written.get());
    assertThat(end.get("end").asBoolean()).isTrue();
    assertThat(end.at("/problem/type").asText()).endsWith(":submit-uncertain");
  }

  private static String text(Answer.Written answer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      answer.writer().write(out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
