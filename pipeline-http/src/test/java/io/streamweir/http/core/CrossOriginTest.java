package io.streamweir.http.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server without tokens beside a browser that shows pages from elsewhere. */
class CrossOriginTest {
  private static final List<Route> ROUTES =
      List.of(
          Route.post("/change", request -> Answer.text(200, "done")).taking().giving(),
          Route.get("/health", request -> Answer.text(200, "alive")).giving().byAnybody());

  private static Answer answer(
      Authenticator authenticator, String method, String path, String host, String origin) {
    ApiConfig config = ApiConfig.defaults().withOrigins(Set.of("https://shop.example"));
    Request request = Request.of(method, path).withHeader("Host", host);
    return new Api(ROUTES, authenticator, config)
        .answer(origin == null ? request : request.withHeader("Origin", origin));
  }

  private static int change(Authenticator authenticator, String host, String origin) {
    return ((Answer.Whole) answer(authenticator, "POST", "/change", host, origin)).status();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8400,",
    "localhost:8400,",
    "[::1]:8400,",
    "10.1.2.3,",
    "console.localhost,",
    "127.0.0.1:8400, http://127.0.0.1:8400",
    "127.0.0.1:8400, http://localhost:3000",
    "10.1.2.3:8400, http://10.1.2.3:8400",
    "127.0.0.1:8400, https://shop.example",
    "shop.example, https://shop.example",
    "shop.example:443,"
  })
  void answersThisMachine(String host, String origin) {
    assertThat(change(Authenticator.NONE, host, origin)).isEqualTo(200);
  }

  /**
   * The first five by a form or a script of another page, the last ones by a name that leads here.
   */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8400, https://evil.example",
    "localhost:8400, http://localhost.evil.example",
    "localhost:8400, http://127.0.0.1.evil.example:8400",
    "127.0.0.1:8400, https://shop.example.evil.example",
    "127.0.0.1:8400, null",
    "evil.example:8400, http://evil.example:8400",
    "evil.example,",
    "localhost.evil.example:8400,"
  })
  void refusesPagesFromElsewhere(String host, String origin) {
    Answer refused = answer(Authenticator.NONE, "POST", "/change", host, origin);

    assertThat(((Answer.Whole) refused).status()).isEqualTo(403);
    assertThat(((Answer.Whole) refused).text()).contains("--cors", "tokens");
    assertThat(change(request -> Caller.LOCAL, host, origin))
        .as("who knows callers")
        .isEqualTo(200);
  }

  @Test
  void letsAnybodyAskWhatIsForAnybody() {
    Answer health = answer(Authenticator.NONE, "GET", "/health", "node-7.example", null);

    assertThat(((Answer.Whole) health).status()).isEqualTo(200);
  }

  private static int changeByLogin(String host, String origin, String site) {
    Request request =
        Request.of("POST", "/change")
            .withHeader("Host", host)
            .withSender(Caller.LOCAL)
            .withHeader("Sec-Fetch-Site", site == null ? "" : site);
    ApiConfig config = ApiConfig.defaults().withOrigins(Set.of("https://shop.example"));
    Api api = new Api(ROUTES, Authenticator.SERVER, config);
    return ((Answer.Whole)
            api.answer(origin == null ? request : request.withHeader("Origin", origin)))
        .status();
  }

  @ParameterizedTest
  @CsvSource({
    "bank.example,,",
    "bank.example, https://bank.example,",
    "bank.example:8443, https://bank.example:8443, same-origin",
    "10.0.0.7:8080, https://bank.example, same-origin", // behind a proxy
    "bank.example, https://shop.example, cross-site"
  })
  void answersItsOwnPagesWhereTheServerKnowsTheSender(String host, String origin, String site) {
    assertThat(changeByLogin(host, origin, site)).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "bank.example, https://evil.example, cross-site",
    "bank.example, https://evil.example,",
    "bank.example, https://bank.example.evil.example, same-site",
    "bank.example, null, cross-site",
    "bank.example, https://bank.example:8443,"
  })
  void refusesOtherPagesWhereTheServerKnowsTheSender(String host, String origin, String site) {
    assertThat(changeByLogin(host, origin, site)).isEqualTo(403);
  }

  @Test
  void refusesThoseWhomTheServerDoesNotKnow() {
    assertThat(change(Authenticator.SERVER, "bank.example", null)).isEqualTo(401);
  }
}
