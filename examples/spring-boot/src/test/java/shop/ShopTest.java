package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.spring.boot.test.EmbeddedRedis;
import io.streamweir.spring.boot.test.StreamweirJobs;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The whole shop, as its customers and operators use it. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@EmbeddedRedis
class ShopTest {
  private final HttpClient client = HttpClient.newHttpClient();
  @LocalServerPort private int port;
  @Autowired private StreamweirJobs jobs;

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .header("Content-Type", "application/json");
  }

  private HttpRequest.Builder asOperator(String path) {
    String login =
        Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));
    return at(path).header("Authorization", "Basic " + login);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> order(String json) throws Exception {
    return send(at("/orders").POST(BodyPublishers.ofString(json)));
  }

  @Test
  void takesOrders() throws Exception {
    HttpResponse<String> paid = order("{\"number\": \"A-17\", \"cents\": 1999}");
    assertThat(paid.statusCode()).isEqualTo(200);
    assertThat(paid.body()).contains("order A-17 is paid: P");

    HttpResponse<String> free = order("{\"number\": \"A-18\", \"cents\": 0}");
    assertThat(free.statusCode()).isEqualTo(422);
    assertThat(free.body()).contains("nothing to pay");
  }

  @Test
  void healthSaysHowTheWorkersAre() throws Exception {
    assertThat(send(at("/actuator/health")).body()).contains("\"status\":\"UP\"");
    assertThat(send(at("/actuator/health/readiness")).statusCode()).isEqualTo(200);
    assertThat(send(asOperator("/actuator/health/streamweir/orders")).body())
        .contains("\"consumer\"", "\"lanes\":3");
  }

  @Test
  void operatorsSeeAndPauseThePipelines() throws Exception {
    assertThat(send(at("/actuator/streamweir")).statusCode()).isEqualTo(401);
    assertThat(send(asOperator("/actuator/streamweir")).body())
        .contains("\"pipeline\":\"orders\"", "\"stage\":\"charge\"", "\"pipeline\":\"mails\"");
    assertThat(send(asOperator("/actuator/info")).body()).contains("\"streamweir\"");

    // By the API, whose changes pages of other origins cannot make.
    HttpResponse<String> paused =
        send(
            asOperator("/streamweir/v1/pipelines/mails/pause").POST(BodyPublishers.ofString("{}")));
    assertThat(paused.statusCode()).isEqualTo(200);
    assertThat(paused.body()).contains("\"by\":\"ann\"");
    send(asOperator("/streamweir/v1/pipelines/mails/resume").POST(BodyPublishers.noBody()));
    assertThat(send(asOperator("/streamweir/console/")).statusCode()).isEqualTo(200);
    assertThat(send(at("/streamweir/console/")).statusCode()).isEqualTo(401);
  }

  @Test
  void metricsCountJobs() throws Exception {
    order("{\"number\": \"A-19\", \"cents\": 5}");
    jobs.awaitIdle();

    assertThat(send(asOperator("/actuator/metrics/streamweir.submitted")).body())
        .contains("\"pipeline\"", "\"outcome\"");
  }
}
