package io.streamweir.stages.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.streamweir.testkit.CertificateAuthority;
import io.streamweir.testkit.TlsIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** TLS goes through the guard from end to end, with the target's name checked. */
class HttpsIT {
  private static final CertificateAuthority AUTHORITY = CertificateAuthority.create();
  private static final WebhookSettings SETTINGS =
      WebhookSettings.defaults().withAllowed(List.of("localhost"));
  private static final byte[] BODY = "{}".getBytes(UTF_8);
  private static SSLContext client;

  private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void trustTheAuthority() {
    client = AUTHORITY.context(AUTHORITY.issue("dns:client"));
  }

  @AfterAll
  static void close() {
    AUTHORITY.close();
  }

  private HttpsServer serverOf(TlsIdentity identity, ExecutorService threads) throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setHttpsConfigurator(new HttpsConfigurator(AUTHORITY.context(identity)));
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          connections.add(exchange.getRemoteAddress());
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void usesAConnectionAgain() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpsServer server = serverOf(AUTHORITY.issue("dns:localhost"), threads);
    try (HttpSender sender = new HttpSender(SETTINGS, client)) {
      Target target = Target.parse("https://localhost:" + server.getAddress().getPort() + "/x");
      for (int i = 0; i < 5; i++) {
        assertThat(sender.post(target, Map.of(), BODY))
            .isEqualTo(new Attempt.Answered(200, null, "{}"));
      }
      assertThat(connections).hasSize(1);
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  @Test
  void believesNoCertificateOfAnotherName() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpsServer server = serverOf(AUTHORITY.issue("dns:other.example"), threads);
    try (HttpSender sender = new HttpSender(SETTINGS, client)) {
      Target target = Target.parse("https://localhost:" + server.getAddress().getPort() + "/x");
      assertThat(sender.post(target, Map.of(), BODY))
          .isInstanceOf(Attempt.Unanswered.class)
          .extracting(Attempt::describe)
          .asString()
          .contains("localhost");
      assertThat(connections).isEmpty();
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
