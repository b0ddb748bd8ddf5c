package io.streamweir.stages.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.testkit.Patience;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against servers on real sockets that do all that a server should not. */
class HttpSenderIT {
  private static final Duration SHORT = Duration.ofMillis(600);
  private static final byte[] BODY = "{\"type\":\"test\"}".getBytes(UTF_8);
  private static final WebhookSettings SETTINGS =
      WebhookSettings.defaults().withAllowed(List.of("127.0.0.1")).withTimeout(SHORT);

  private final HttpSender sender = new HttpSender(SETTINGS, null);
  private final CountDownLatch never = new CountDownLatch(1);

  @AfterEach
  void close() {
    sender.close();
  }

  private Attempt post(int port) throws InterruptedException {
    return post("http://127.0.0.1:" + port + "/hook?a=b");
  }

  private Attempt post(String target) throws InterruptedException {
    return sender.post(Target.parse(target), Map.of("webhook-id", "x"), BODY);
  }

  private Attempt answerOf(String text) throws Exception {
    try (LyingServer server = LyingServer.saying(text)) {
      return post(server.port());
    }
  }

  @Test
  void sendsOneRequestInOriginFormAndTakesItsAnswer() throws Exception {
    try (LyingServer server =
        LyingServer.telling(
            client -> {
              byte[] body = client.getInputStream().readNBytes(BODY.length);
              LyingServer.say(
                  client, "HTTP/1.1 200 OK|Content-Length: 15||" + new String(body, UTF_8));
            })) {
      assertThat(post(server.port()))
          .isEqualTo(new Attempt.Answered(200, null, "{\"type\":\"test\"}"));
      assertThat(server.heads().element())
          .startsWith("POST /hook?a=b HTTP/1.1\r\n")
          .contains("\r\nHost: 127.0.0.1:" + server.port() + "\r\n", "\r\nwebhook-id: x\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTT",
        "HTTP/1.1 200 OK|Content-Len",
        "220 mail.example ESMTP||",
        "\0\1\2\3|||",
        "HTTP/9.9 200 OK||",
        "HTTP/1.1 abc OK||"
      })
  void whatIsNoAnswerIsNone(String text) throws Exception {
    assertThat(answerOf(text)).isInstanceOf(Attempt.Unanswered.class);
  }

  @Test
  void theStatusCountsWhereTheBodyBreaksOff() throws Exception {
    assertThat(answerOf("HTTP/1.1 200 OK|Content-Length: 1000||begun"))
        .isEqualTo(new Attempt.Answered(200, null, "begun"));
    assertThat(answerOf("HTTP/1.1 503 Busy|Retry-After: 7|Transfer-Encoding: chunked||5|be"))
        .extracting("status", "retryAfter")
        .containsExactly(503, "7");
    assertThat(answerOf("HTTP/1.1 200 OK|Transfer-Encoding: chunked||zz|"))
        .extracting("status")
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no colon here", "Content-Length: -5", "Content-Length: many"})
  void theStatusCountsWhereAHeaderMakesNoSense(String header) throws Exception {
    assertThat(answerOf("HTTP/1.1 500 Oh|" + header + "||")).extracting("status").isEqualTo(500);
  }

  @Test
  void aBodyThatIsLongerThanItSaysIsCut() throws Exception {
    assertThat(answerOf("HTTP/1.1 204 None||surplus"))
        .isEqualTo(new Attempt.Answered(204, null, ""));
    assertThat(answerOf("HTTP/1.1 200 OK|Content-Length: 2||okHTTP/1.1 500 Smuggled||"))
        .isEqualTo(new Attempt.Answered(200, null, "ok"));
  }

  @Test
  void showsOnlyWhatCanBePrinted() throws Exception {
    assertThat(answerOf("HTTP/1.1 400 x|Content-Length: 14||\u001b[31ma\0b  \n|c"))
        .isEqualTo(new Attempt.Answered(400, null, "[31ma b c"));
  }

  @Test
  void doesNotFollowARedirect() throws Exception {
    try (LyingServer hidden = LyingServer.saying("HTTP/1.1 200 OK||")) {
      String location = "http://127.0.0.1:" + hidden.port() + "/";
      assertThat(answerOf("HTTP/1.1 307 There|Content-Length: 0|Location: " + location + "||"))
          .isEqualTo(new Attempt.Answered(307, null, ""));
      assertThat(hidden.connections()).isZero();
    }
  }

  @Test
  void givesUpWhereNothingComes() throws Exception {
    try (LyingServer silent = LyingServer.telling(client -> never.await())) {
      assertThat(post(silent.port())).isEqualTo(new Attempt.Unanswered("nothing within " + SHORT));
    }
  }

  @Test
  void takesTheStatusWhereTheBodyStallsOrDrips() throws Exception {
    try (LyingServer stalling =
        LyingServer.telling(
            client -> {
              LyingServer.say(client, "HTTP/1.1 202 OK|Content-Length: 9||some");
              never.await();
            })) {
      assertThat(post(stalling.port())).isEqualTo(new Attempt.Answered(202, null, "some"));
    }
    try (LyingServer dripping =
        LyingServer.telling(
            client -> {
              LyingServer.say(client, "HTTP/1.1 200 OK||");
              while (!never.await(20, TimeUnit.MILLISECONDS)) {
                LyingServer.say(client, "x");
              }
            })) {
      assertThat(post(dripping.port())).extracting("status").isEqualTo(200);
    }
  }

  @Test
  void readsNoEndlessBody() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    try (LyingServer endless =
        LyingServer.telling(
            client -> {
              LyingServer.say(client, "HTTP/1.1 200 OK||");
              pour(client, "y".repeat(8_000), cut);
            })) {
      Attempt attempt = post(endless.port());
      assertThat(attempt).isEqualTo(new Attempt.Answered(200, null, "y".repeat(500)));
      assertThat(cut.await(Patience.SECONDS, TimeUnit.SECONDS))
          .as("the connection is given up")
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"X-Endless: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy|", "yyyyyyyyyyyyyyyyyyyyyy"})
  void readsNoEndlessHead(String more) throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    try (LyingServer endless =
        LyingServer.telling(
            client -> {
              LyingServer.say(client, "HTTP/1.1 200 OK|");
              pour(client, more.repeat(200), cut);
            })) {
      assertThat(post(endless.port())).isInstanceOf(Attempt.Unanswered.class);
      assertThat(cut.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void readsNoEndlessInterimAnswers() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    try (LyingServer endless =
        LyingServer.telling(client -> pour(client, "HTTP/1.1 102 Processing||".repeat(100), cut))) {
      assertThat(post(endless.port())).isNotInstanceOf(Attempt.Refused.class);
      assertThat(cut.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void pour(Socket client, String text, CountDownLatch cut) {
    try {
      while (true) {
        LyingServer.say(client, text);
      }
    } catch (Exception e) {
      cut.countDown();
    }
  }

  @Test
  void takesEachRequestToAConnectionOfItsOwnWhereItIsPlain() throws Exception {
    try (LyingServer one = keepingAlive();
        LyingServer other = keepingAlive()) {
      for (int i = 0; i < 5; i++) {
        assertThat(post(one.port())).extracting("status").isEqualTo(200);
        assertThat(post(other.port())).extracting("status").isEqualTo(201);
      }
      assertThat(one.connections()).isEqualTo(5);
      assertThat(other.connections()).isEqualTo(5);
    }
  }

  /** Says 200 on even ports and 201 on odd ones, and never closes a connection. */
  private LyingServer keepingAlive() {
    int status = 200 + created++;
    return LyingServer.telling(
        client -> {
          LyingServer.say(
              client, "HTTP/1.1 " + status + " x|Connection: keep-alive|Content-Length: 0||");
          never.await();
        });
  }

  private int created;

  @Test
  void saysThatNobodyListens() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    assertThat(post(port)).isEqualTo(new Attempt.Unanswered("Connection refused"));
  }

  @Test
  void saysThatANameIsUnknown() throws Exception {
    assertThat(post("http://no-such-host.invalid/"))
        .isEqualTo(new Attempt.Unanswered("the name no-such-host.invalid is unknown"));
  }

  @Test
  void connectsOnlyToWhatIsPermitted() throws Exception {
    try (LyingServer inside = LyingServer.saying("HTTP/1.1 200 OK||");
        HttpSender strict = new HttpSender(WebhookSettings.defaults(), null)) {
      for (String host : List.of("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]")) {
        for (String scheme : host.startsWith("[") ? List.of("http") : List.of("http", "https")) {
          Target target = Target.parse(scheme + "://" + host + ":" + inside.port() + "/");
          assertThat(strict.post(target, Map.of(), BODY))
              .as(target.toString())
              .isInstanceOf(Attempt.Refused.class)
              .extracting(Attempt::describe)
              .asString()
              .contains("not a public address");
        }
      }
      assertThat(inside.connections()).isZero();
    }
  }

  @Test
  void theGuardItselfRefusesWhatNobodyChecked() throws Exception {
    try (LyingServer inside = LyingServer.saying("HTTP/1.1 200 OK||");
        EgressGuard guard =
            EgressGuard.open(AddressRules.allowing(List.of()), Duration.ofSeconds(5))) {
      String at = ":" + inside.port();
      for (String first :
          List.of(
              "CONNECT 127.0.0.1" + at,
              "CONNECT localhost" + at,
              "CONNECT 2130706433" + at,
              "CONNECT 127.1" + at,
              "CONNECT [::1]" + at,
              "CONNECT 127.0.0.1:99999",
              "CONNECT nothing",
              "GET http://127.0.0.1" + at + "/",
              "GET http://localhost" + at,
              "GET /",
              "nonsense")) {
        try (Socket client = new Socket(guard.address().getAddress(), guard.address().getPort())) {
          LyingServer.say(client, first + " HTTP/1.1||");
          InputStream answer = client.getInputStream();
          assertThat(answer.readAllBytes()).as(first).isEmpty();
        }
      }
      assertThat(inside.connections()).isZero();
    }
  }

  @Test
  void anInterruptEndsTheRequest() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (HttpSender patient = new HttpSender(SETTINGS.withTimeout(Duration.ofMinutes(1)), null);
        LyingServer silent =
            LyingServer.telling(
                client -> {
                  asked.countDown();
                  while (client.getInputStream().read() >= 0) {}
                  gone.countDown();
                })) {
      Target target = Target.parse("http://127.0.0.1:" + silent.port() + "/");
      Thread handler = Thread.currentThread();
      Thread interrupter =
          new Thread(
              () -> {
                try {
                  asked.await();
                } catch (InterruptedException e) {
                  return;
                }
                handler.interrupt();
              });
      interrupter.start();
      assertThatThrownBy(() -> patient.post(target, Map.of(), BODY))
          .isInstanceOf(InterruptedException.class);
      assertThat(gone.await(Patience.SECONDS, TimeUnit.SECONDS))
          .as("the target sees the end")
          .isTrue();
    }
  }
}
