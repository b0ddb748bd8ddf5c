package io.streamweir.stages.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.testkit.CertificateAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A target that keeps connections open, and ends them as the next request arrives. */
class ReusedConnectionIT {
  private static final CertificateAuthority AUTHORITY = CertificateAuthority.create();
  private static final WebhookSettings SETTINGS =
      WebhookSettings.defaults()
          .withAllowed(List.of("localhost"))
          .withTimeout(Duration.ofSeconds(60));
  private static final Attempt DELIVERED = new Attempt.Answered(200, null, "");
  private static SSLContext client;

  private final Queue<String> heads = new ConcurrentLinkedQueue<>();
  private final HttpSender sender = new HttpSender(SETTINGS, client);
  private SSLServerSocket server;

  /** What the target says to the n-th request of a connection, from 1, before it goes on. */
  private interface Answers {
    String to(int request);
  }

  @BeforeAll
  static void trustTheAuthority() {
    client = AUTHORITY.context(AUTHORITY.issue("dns:client"));
  }

  @AfterAll
  static void closeTheAuthority() {
    AUTHORITY.close();
  }

  @BeforeEach
  void listen() throws IOException {
    server =
        (SSLServerSocket)
            AUTHORITY
                .context(AUTHORITY.issue("dns:localhost"))
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    sender.close();
    server.close();
  }

  private void answering(Answers answers) {
    start(
        () -> {
          while (!server.isClosed()) {
            Socket connection = server.accept();
            start(() -> serve(connection, answers));
          }
        });
  }

  /** An answer that is not whole, or none, ends the connection. */
  private void serve(Socket connection, Answers answers) throws IOException {
    try (connection) {
      boolean whole = true;
      for (int n = 1; whole; n++) {
        heads.add(request(connection.getInputStream()));
        String answer = answers.to(n);
        connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
        whole = answer.endsWith("\r\n\r\n");
      }
    }
  }

  private static String request(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client has gone");
      }
      head.append((char) next);
    }
    in.readNBytes(2); // the body
    return head.toString();
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // The other side has gone, or the test is over.
              }
            },
            "closing-target");
    thread.setDaemon(true);
    thread.start();
  }

  private Attempt post() throws InterruptedException {
    Target target = Target.parse("https://localhost:" + server.getLocalPort() + "/x");
    return sender.post(target, Map.of("webhook-id", "x"), "{}".getBytes(UTF_8));
  }

  private static String ok() {
    return "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  }

  @Test
  void isSentAgainOnAConnectionOfItsOwn() throws Exception {
    answering(n -> n == 1 ? ok() : "");

    for (int i = 0; i < 5; i++) {
      assertThat(post()).isEqualTo(DELIVERED);
    }

    assertThat(heads).hasSize(9); // each but the first arrived twice
  }

  @Test
  void isNotSentAgainWhereAnAnswerHadBegun() throws Exception {
    answering(n -> n == 1 ? ok() : "HTTP/1.1 2");

    assertThat(post()).isEqualTo(DELIVERED);
    assertThat(post()).isInstanceOf(Attempt.Unanswered.class);
    assertThat(heads).hasSize(2);
  }

  @Test
  void isNotSentAgainWhereItsOwnConnectionEnds() throws Exception {
    answering(n -> "");

    assertThat(post()).isInstanceOf(Attempt.Unanswered.class);
    assertThat(heads).hasSize(1);
  }

  @Test
  void failsWhereItsOwnConnectionEndsToo() throws Exception {
    answering(n -> heads.size() == 1 ? ok() : "");

    assertThat(post()).isEqualTo(DELIVERED);
    assertThat(post()).isInstanceOf(Attempt.Unanswered.class);
    assertThat(heads).hasSize(3);
  }

  @Test
  void tellsTheTargetNothingOfHowItIsMarked() throws Exception {
    answering(n -> ok());

    assertThat(post()).isEqualTo(DELIVERED);
    assertThat(post()).isEqualTo(DELIVERED);
    assertThat(heads).hasSize(2).noneMatch(h -> h.toLowerCase(Locale.ROOT).contains("\r\nproxy-"));
  }
}
