package io.streamweir.http.stage;

import static io.streamweir.http.Desk.texts;
import static io.streamweir.http.Desk.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.client.SubmitOptions;
import io.streamweir.http.Desk;
import io.streamweir.http.Visitor;
import io.streamweir.http.core.Role;
import io.streamweir.inspect.Audit;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class ChangeRoutesIT {
  private static final String CHECK = "/v1/pipelines/shop/stages/check/";
  private static final SubmitOptions LATER =
      SubmitOptions.defaults().withDelay(Duration.ofHours(1));

  private Desk desk;

  @BeforeEach
  void open(RedisSpace space) {
    desk = new Desk(space);
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
  }

  private int count(String state) {
    return desk.get(CHECK + state + "?limit=1000").get("entries").size();
  }

  @Test
  void endsTheJobsThatMatchAndCountsThemFirst() {
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      jobs.add(desk.submit("n" + i % 3 + " " + i));
    }
    String some = "{\"state\":\"waiting\",\"where\":[\"number=n1 4\"]%s}";

    JsonNode counted = desk.operate(CHECK + "purge", some.formatted(",\"dryRun\":true"));
    assertThat(counted.get("changed").asLong()).isEqualTo(1);
    assertThat(counted.get("there").asLong()).isEqualTo(30);
    assertThat(count("waiting")).isEqualTo(30);
    JsonNode done = desk.operate(CHECK + "purge", some.formatted(""));
    assertThat(done.get("state").asText()).isEqualTo("done");
    assertThat(done.get("changed").asLong()).isEqualTo(1);
    assertThat(done.get("after").isNull()).isTrue();
    JsonNode rest = desk.operate(CHECK + "purge", "{\"state\":\"waiting\"}");
    assertThat(rest.get("changed").asLong()).isEqualTo(29);
    assertThat(rest.get("endedBefore").asLong()).isZero();
    assertThat(rest.get("ended").asText()).startsWith("20");
    desk.work(); // ends the entries, since no worker has begun before
    Desk.until(() -> count("waiting"), left -> left == 0);
    for (String job : jobs) {
      JsonNode end = desk.get("/v1/pipelines/shop/jobs/" + job);
      assertThat(end.get("state").asText()).isEqualTo("cancelled");
    }
    JsonNode audit = desk.get("/v1/audit").get("entries");
    assertThat(texts(audit, "/action")).containsExactly("purge", "purge", "purge", "purge");
    assertThat(texts(audit, "/detail")).containsExactly("null", "begun", "null", "begun");
    assertThat(audit.get(2).get("count").asLong()).isEqualTo(1);
    assertThat(texts(desk.get("/v1/operations").get("operations"), "/state"))
        .containsExactly("done", "done", "done");
  }

  @Test
  void makesDelayedJobsDue() {
    String one = desk.submit("a", LATER);
    desk.submit("b", LATER);
    desk.submit("c", LATER);

    JsonNode due = desk.post("/v1/pipelines/shop/jobs/" + one + "/run-now", "");
    assertThat(due.get("due").asLong()).isEqualTo(1);
    JsonNode done = desk.operate(CHECK + "run-now", "{\"where\":[\"number=b\"]}");
    assertThat(done.get("changed").asLong()).isEqualTo(1);
    desk.work();
    Desk.until(() -> count("delayed"), left -> left == 1);
    assertThat(desk.send("POST", "/v1/pipelines/shop/jobs/" + one + "/run-now", "").status())
        .isEqualTo(404);
  }

  @Test
  void pointsAtWhatIsWrong() {
    assertThat(wrong(desk.send("POST", CHECK + "purge", "{}"))).isEqualTo("/state");
    assertThat(wrong(desk.send("POST", CHECK + "purge", "{\"state\":\"dead\"}")))
        .isEqualTo("/state");
    assertThat(wrong(desk.send("POST", CHECK + "run-now", "{\"where\":[\"x\"]}")))
        .isEqualTo("/where");
    assertThat(wrong(desk.send("POST", CHECK + "run-now", "{\"after\":\"x\"}")))
        .isEqualTo("/after");
    assertThat(wrong(desk.send("POST", CHECK + "purge", "{\"state\":\"waiting\",\"after\":\"x\"}")))
        .isEqualTo("/after");
    assertThat(wrong(desk.send("POST", CHECK + "run-now", "{\"submittedUntil\":\"soon\"}")))
        .isEqualTo("/submittedUntil");
  }

  /** Programs that cancel what they have submitted are no operators. */
  @Test
  void tellsTheAuditWhatOperatorsCancel() {
    String first = desk.submit("a");
    String second = desk.submit("b");
    String jobs = "/v1/pipelines/shop/jobs/";

    desk.post(jobs + first + "/cancel", "");
    desk.post(jobs + first + "/cancel", ""); // it is cancelled already
    desk.serve(request -> new Visitor(Role.SUBMIT, "shop"));
    desk.post(jobs + second + "/cancel", "");

    Audit.Page page = new Audit(desk.link).page(null, 10, change -> true);
    assertThat(page.entries())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.change().action()).isEqualTo("cancel");
              assertThat(entry.change().target()).isEqualTo(first);
            });
  }
}
