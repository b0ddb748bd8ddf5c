package io.streamweir.cli.session;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.Main;
import io.streamweir.cli.Run;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.CertificateAuthority;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command with a server that wants TLS, a client certificate and a password. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(1) // takes longest
class SecureIT {
  private static final String REQUEST =
      "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 7\n";

  @TempDir private static Path directory;
  private CertificateAuthority authority;
  private TlsIdentity client;
  private RedisServer server;
  private TcpProxy proxy;
  private Path password;

  @BeforeAll
  void open() throws IOException {
    authority = CertificateAuthority.create();
    client = authority.issue("dns:client");
    server = RedisServer.start("--requirepass of-the-server");
    proxy = TcpProxy.tls(server, authority, authority.issue("ip:127.0.0.1"), true);
    password = Files.writeString(directory.resolve("password"), "of-the-server\n");
  }

  @AfterAll
  void close() {
    proxy.close();
    server.close();
    authority.close();
  }

  private Map<String, String> variables() {
    return Map.of(
        "STREAMWEIR_REDIS", proxy.uri(),
        "STREAMWEIR_PASSWORD_FILE", password.toString(),
        "STREAMWEIR_TLS_CA", authority.certificate().toString(),
        "STREAMWEIR_TLS_CERT", client.certificate().toString(),
        "STREAMWEIR_TLS_KEY", client.key().toString());
  }

  private String[] options(String... command) {
    String[] all = java.util.Arrays.copyOf(command, command.length + 10);
    String[] options = {
      "--redis", proxy.uri(),
      "--password-file", password.toString(),
      "--tls-ca", authority.certificate().toString(),
      "--tls-cert", client.certificate().toString(),
      "--tls-key", client.key().toString()
    };
    System.arraycopy(options, 0, all, command.length, options.length);
    return all;
  }

  @Test
  void worksByOptionsAndByVariables() throws IOException {
    Path log = Files.writeString(directory.resolve("access.log"), REQUEST);
    try (ChildJvm worker = ChildJvm.start(Main.class, options("worker", "-p", "access-log"))) {
      worker.awaitOutput("is ready", PATIENCE);
      String file = log.toString();
      Run submit = Run.withEnvironment(variables(), "submit", "-p", "access-log", file);
      assertThat(submit.err()).isEmpty();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> Run.withEnvironment(variables(), "report").out().contains("1 line "));
      proxy.cut();
      assertThat(Run.withEnvironment(variables(), "submit", "-p", "access-log", file).status())
          .isZero();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> Run.of(options("report")).out().contains("2 lines"));
      worker.terminate();
      assertThat(worker.awaitExit(PATIENCE)).hasValue(0);
      assertThat(worker.output()).doesNotContain("of-the-server");
    }
  }

  @Test
  void theWorkersOfADemoGetWhatTheDemoWasGiven() throws IOException {
    Path log = Files.writeString(directory.resolve("demo.log"), REQUEST.repeat(3));
    Run run = Run.of(options("demo", "--workers", "1", "--json", "--input", log.toString()));
    assertThat(run.err()).doesNotContain("of-the-server");
    assertThat(run.status()).isZero();
    assertThat(Json.parse(run.out()).at("/accepted").asInt()).isEqualTo(3);
  }

  @Test
  void whatIsMissingIsSaidInOneLine() {
    assertThat(Run.of("status", "--redis", proxy.uri()).err())
        .contains("nobody who is trusted", "--tls-ca")
        .hasLineCount(1);
    String authorities = authority.certificate().toString();
    Run noCertificate = Run.of("status", "--redis", proxy.uri(), "--tls-ca", authorities);
    assertThat(noCertificate.err()).contains("wants a client certificate", "--tls-cert");
    assertThat(noCertificate.status()).isEqualTo(1);
    Run half = Run.of("status", "--redis", proxy.uri(), "--tls-cert", client.key().toString());
    assertThat(half.err()).contains("together");
    assertThat(half.status()).isEqualTo(2);
    Run plain = Run.of("status", "--redis", server.uri(), "--tls-ca", authorities);
    assertThat(plain.err()).contains("begin the URI with rediss://");
    assertThat(plain.status()).isEqualTo(2);
  }
}
