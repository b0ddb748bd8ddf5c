package io.streamweir.http.audit;

import static io.streamweir.http.Desk.until;
import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.client.ResultLog;
import io.streamweir.client.SubmitOptions;
import io.streamweir.http.Desk;
import io.streamweir.http.Shop;
import io.streamweir.http.Shop.Order;
import io.streamweir.http.Visitor;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Role;
import io.streamweir.inspect.Audit;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Tap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way to Redis breaks when a change has gone out, and before its answer comes. */
@WithRedis
class UncertainChangeIT {
  private static final String ALL = "/v1/pipelines/";
  private static final String SHOP = ALL + "shop";
  private static final Pipeline<Order> LOGGED =
      Pipeline.named("logged")
          .accepts(Order.class)
          .keepResults(Duration.ofHours(1))
          .stage("check", Order.class, (order, context) -> Outcome.finish(order))
          .build();

  private RedisSpace space;
  private TcpProxy proxy;
  private Desk desk;
  private String job;
  private String letter;

  @BeforeEach
  void open(RedisSpace given) throws Exception {
    space = given;
    proxy = TcpProxy.to(space.server());
    desk = new Desk(space);
    serve(Authenticator.NONE);
    desk.submit("bad 1");
    try (AutoCloseable worker = desk.work()) {
      until(this::letters, letters -> letters.size() == 1);
    }
    letter = letters().get(0).get("id").asText();
    job = desk.submit("late", SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
    Tap.start(desk.link, Shop.pipeline(), "check", Order.class, "watcher", (order, entry) -> {})
        .close();
    ResultLog.open(desk.link, LOGGED).follow("mails", end -> {}).close();
    String hourly = "{\"everySeconds\":3600,\"payload\":{\"number\":\"h\",\"cents\":7}}";
    assertThat(desk.send("PUT", SHOP + "/schedules/hourly", hourly).status()).isEqualTo(201);
    for (String scripts : List.of("/pause", "/resume", "/schedules/nightly/resume")) {
      desk.post(SHOP + scripts, ""); // Redis has loaded the scripts of reads and changes
    }
  }

  private void serve(Authenticator authenticator) {
    RedisConfig redis = RedisConfig.of(proxy.uri()).withNamespace(space.namespace());
    desk.serve(redis, authenticator, List.of(Shop.pipeline(), LOGGED));
  }

  private JsonNode letters() {
    return desk.get(SHOP + "/stages/check/dead/letters").get("letters");
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
    proxy.close();
  }

  private List<AuditedChange> audit() {
    return new Audit(desk.link)
        .page(null, 10, any -> true).entries().stream().map(Audit.Entry::change).toList();
  }

  private Answer.Whole cut(String method, String target, String body, String command) {
    CompletableFuture<Void> cut = proxy.afterNext(TcpProxy.containing(command), proxy::cut);
    Answer.Whole answer = desk.send(method, filled(target), filled(body));
    assertThat(cut).succeedsWithin(PATIENCE);
    return answer;
  }

  private String filled(String text) {
    return text.replace("JOB", job).replace("LETTER", letter);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST   | shop/pause                     | EVALSHA | pause            | change-uncertain |"
            + " {\"reason\":\"why\"}",
        "POST   | shop/stages/check/pause        | EVALSHA | pause            | change-uncertain |"
            + " ''",
        "POST   | shop/resume                    | EVALSHA | resume           | change-uncertain |"
            + " ''",
        "POST   | shop/stages/check/resume       | EVALSHA | resume           | change-uncertain |"
            + " ''",
        "POST   | shop/jobs/JOB/cancel           | EVALSHA | cancel           | change-uncertain |"
            + " ''",
        "POST   | shop/jobs/JOB/run-now          | EVALSHA | run-now          | change-uncertain |"
            + " ''",
        "POST   | shop/stages/check/dead/replay  | EVALSHA | dead-edit        | change-uncertain |"
            + " {\"ids\":[\"LETTER\"],\"payload\":{\"number\":\"a\",\"cents\":1}}",
        "PUT    | shop/schedules/daily           | EVALSHA | schedule-put     | change-uncertain |"
            + " {\"everySeconds\":3600,\"payload\":{\"number\":\"h\",\"cents\":7}}",
        "DELETE | shop/schedules/hourly         | EVALSHA | schedule-remove  | change-uncertain |"
            + " ''",
        "POST   | shop/schedules/nightly/pause   | EVALSHA | schedule-pause   | change-uncertain |"
            + " ''",
        "POST   | shop/schedules/nightly/resume  | EVALSHA | schedule-resume  | change-uncertain |"
            + " ''",
        "POST   | shop/schedules/nightly/run-now | EVALSHA | schedule-run-now | submit-uncertain |"
            + " ''",
        "DELETE | shop/stages/check/taps/watcher | XGROUP  | tap-remove       | change-uncertain |"
            + " ''",
        "DELETE | logged/readers/mails | XGROUP | reader-remove | change-uncertain | ''",
      })
  void isToldAndAuditedAsOneThatMayHaveBeenMade(
      String method, String path, String command, String action, String type, String body) {
    int before = audit().size();

    Answer.Whole answer = cut(method, ALL + path, body, command);

    assertThat(answer.status()).as(answer.text()).isEqualTo(504);
    assertThat(Json.parse(answer.text()).get("type").asText()).endsWith(":" + type);
    AuditedChange line = until(this::audit, lines -> lines.size() == before + 1).get(0);
    assertThat(line.action()).isEqualTo(action);
    assertThat(line.detail())
        .isEqualTo(body.contains("why") ? "outcome unknown: why" : "outcome unknown");
  }

  @Test
  void isAuditedWhenRedisIsBack() {
    int before = audit().size();
    away(() -> desk.send("POST", SHOP + "/pause", ""), "EVALSHA");

    assertThat(audit()).hasSize(before);
    proxy.accept();

    AuditedChange line = until(this::audit, lines -> lines.size() > before).get(0);
    assertThat(line.detail()).isEqualTo("outcome unknown");
  }

  /** Neither is the change undone, nor is it forgotten. */
  @Test
  void saysOfAChangeThatItWasMadeWhereItCannotBeShown() {
    int before = audit().size();
    Answer.Whole answer =
        away(() -> desk.send("POST", SHOP + "/schedules/nightly/pause", ""), "XADD");

    assertThat(answer.status()).as(answer.text()).isEqualTo(504);
    assertThat(Json.parse(answer.text()).get("detail").asText()).startsWith("the change was made");
    proxy.accept();
    AuditedChange line = until(this::audit, lines -> lines.size() > before).get(0);
    assertThat(line.action()).isEqualTo("schedule-pause");
    assertThat(line.detail()).isNull();
  }

  /** Redis goes away when it gets this command. */
  private Answer.Whole away(Supplier<Answer.Whole> request, String command) {
    CompletableFuture<Void> away =
        proxy.beforeNext(
            TcpProxy.containing(command),
            () -> {
              proxy.refuse();
              proxy.cut();
            });
    Answer.Whole answer = request.get();
    assertThat(away).succeedsWithin(PATIENCE);
    assertThat(answer.status()).as(answer.text()).isEqualTo(504);
    return answer;
  }

  @Test
  void isNoneWhereTheAnswerToALookIsLost() {
    int before = audit().size();

    Answer.Whole answer = cut("POST", SHOP + "/schedules/nightly/pause", "", "schedule");

    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
    assertThat(audit()).hasSize(before);
  }

  @Test
  void isNotAuditedWhereAProgramCancelsItsOwnJob() {
    serve(request -> new Visitor(Role.SUBMIT, "shop"));
    int before = audit().size();

    Answer.Whole answer = cut("POST", SHOP + "/jobs/JOB/cancel", "", "EVALSHA");

    assertThat(answer.status()).as(answer.text()).isEqualTo(504);
    assertThat(audit()).hasSize(before);
  }
}
