package io.streamweir.cli.demo;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.cli.Main;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DemoConsoleIT {
  private static final Pattern URL = Pattern.compile("console at (http://\\S+)");

  @Test
  void showsAPipelineAtWorkUntilItIsInterrupted() {
    try (ChildJvm demo = ChildJvm.start(Main.class, "demo", "--console")) {
      demo.awaitOutput("console at", PATIENCE);
      String url = url(demo);
      assertThat(get(url)).contains("<title>Streamweir</title>");

      String shop = url + "../v1/pipelines/shop";
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(json(shop + "/dead/groups").path("groups").findValuesAsText("reason"))
                      .hasSize(3));
      assertThat(json(shop + "/schedules").path("schedules").findValuesAsText("name"))
          .contains("stocktaking", "trial-order");
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> backlog(json(shop + "/status"), "charge") > 50);

      List<ProcessHandle> children =
          ProcessHandle.of(demo.pid()).stream().flatMap(ProcessHandle::descendants).toList();
      demo.terminate();
      assertThat(demo.awaitExit(PATIENCE)).hasValue(128 + 15);
      assertThat(demo.output())
          .contains("everything that was started has ended")
          .doesNotContain("the load goes on");
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  @Test
  void printsNoReportSoThatItTakesNoneOfItsOptions() {
    try (ChildJvm demo = ChildJvm.start(Main.class, "demo", "--console", "--json")) {
      assertThat(demo.awaitExit(PATIENCE)).hasValue(2);
      assertThat(demo.output()).contains("--console takes neither --input nor --json");
    }
  }

  private static String url(ChildJvm demo) {
    Matcher matcher = URL.matcher(demo.output());
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static long backlog(JsonNode status, String wanted) {
    for (JsonNode stage : status.path("stages")) {
      if (stage.path("stage").asText().equals(wanted)) {
        return stage.path("backlog").asLong();
      }
    }
    return 0;
  }

  private static JsonNode json(String url) {
    return Json.parse(get(url));
  }

  private static String get(String url) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(url).normalize()).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
