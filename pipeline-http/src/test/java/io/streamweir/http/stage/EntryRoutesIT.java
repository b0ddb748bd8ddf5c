package io.streamweir.http.stage;

import static io.streamweir.http.Desk.texts;
import static io.streamweir.http.Desk.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.client.SubmitOptions;
import io.streamweir.http.Desk;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Request;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lies at a stage, page by page. */
@WithRedis
class EntryRoutesIT {
  private static final String CHECK = "/v1/pipelines/shop/stages/check/";

  private Desk desk;

  @BeforeEach
  void open(RedisSpace space) {
    desk = new Desk(space);
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
  }

  private List<String> numbers(String target) {
    List<String> all = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = desk.get(target + after);
      all.addAll(texts(page.get("entries"), "/payload/number"));
      after = page.get("next").isNull() ? "" : "&after=" + page.get("next").asText();
    } while (!after.isEmpty());
    return all;
  }

  @Test
  void pagesThroughWhatWaitsWithoutLossOrRepetition() {
    for (int i = 0; i < 25; i++) {
      desk.submit("n" + i);
    }

    List<String> all = numbers(CHECK + "waiting?limit=7");

    assertThat(all).hasSize(25).doesNotHaveDuplicates();
    assertThat(numbers(CHECK + "waiting?limit=3&where=number=n17")).containsExactly("n17");
    assertThat(numbers(CHECK + "waiting?where=number!=n17&where=cents=5")).hasSize(24);
    List<String> newest = numbers(CHECK + "waiting?limit=4&order=newest");
    assertThat(newest).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(all);
    JsonNode entry = desk.get(CHECK + "waiting?limit=1").at("/entries/0");
    assertThat(entry.get("state").asText()).isEqualTo("waiting");
    assertThat(entry.get("type").asText()).endsWith("Order");
    assertThat(entry.at("/payload/cents").asLong()).isEqualTo(5);
  }

  @Test
  void showsEachStateAndWhereAJobIs() {
    String later = desk.submit("x", SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
    String bad = desk.submit("bad");
    desk.work();

    JsonNode dead = until(() -> desk.get(CHECK + "dead"), page -> page.get("entries").size() == 1);
    assertThat(dead.at("/entries/0/job").asText()).isEqualTo(bad);
    assertThat(dead.at("/entries/0/lastError").asText()).contains("this one is bad");
    assertThat(desk.get(CHECK + "delayed").at("/entries/0/job").asText()).isEqualTo(later);
    assertThat(desk.get(CHECK + "pending").get("entries")).isEmpty();
    assertThat(desk.get(CHECK + "parked").get("entries")).isEmpty();
    JsonNode found = desk.get("/v1/pipelines/shop/jobs/" + later + "/entries");
    assertThat(found.get("complete").asBoolean()).isTrue();
    assertThat(texts(found.get("entries"), "/state")).containsExactly("delayed");
  }

  @ParameterizedTest
  @CsvSource({
    "check/waiting?limit=0, limit",
    "check/waiting?limit=1001, limit",
    "check/waiting?after=nonsense, after",
    "check/waiting?where=nonsense, where",
    "check/waiting?order=random, order",
    "check/pending?order=newest, order",
  })
  void saysWhichParameterMakesNoSense(String target, String parameter) {
    Answer.Whole answer = desk.whole(Request.of("GET", "/v1/pipelines/shop/stages/" + target));

    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.text()).contains("the parameter " + parameter);
  }

  @Test
  void saysWhichStagesThereAre() {
    Answer.Whole answer = desk.whole(Request.of("GET", "/v1/pipelines/shop/stages/none/waiting"));
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).contains("it has check, ship");
    Answer.Whole unknown = desk.whole(Request.of("GET", "/v1/pipelines/no-such/stages/x/waiting"));
    assertThat(unknown.status()).isEqualTo(404);
  }
}
