package io.streamweir.spring.boot.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.spring.boot.Engine;
import io.streamweir.testkit.CertificateAuthority;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Passwords and certificates of a server that wants them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(Patience.TEST_SECONDS)
class ConnectionIT {
  private final CertificateAuthority authority = CertificateAuthority.create();
  private RedisServer server;
  private TlsIdentity client;
  private TcpProxy asking;

  @BeforeAll
  void open() {
    server = RedisServer.start("--requirepass of-the-server");
    client = authority.issue("dns:client");
    asking = TcpProxy.tls(server, authority, authority.issue("dns:localhost,ip:127.0.0.1"), true);
  }

  @AfterAll
  void close() {
    asking.close();
    server.close();
    authority.close();
  }

  private static ApplicationContextRunner runner(String... properties) {
    return Engine.runner()
        .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
        .withPropertyValues(properties);
  }

  private static void connects(AssertableApplicationContext context) {
    RedisLink link = context.getBean(RedisLink.class);
    link.shared();
    assertThat(link.connected()).isTrue();
  }

  @Test
  void usesTheProperties() {
    runner(
            "streamweir.redis.uri=" + server.uri(),
            "streamweir.redis.username=default",
            "streamweir.redis.password=of-the-server",
            "streamweir.redis.name=main")
        .run(
            context -> {
              connects(context);
              assertThat(context.getBean(RedisConfig.class).name()).isEqualTo("main");
            });
  }

  @Test
  void readsThePasswordFile(@TempDir Path files) throws IOException {
    Path file = Files.writeString(files.resolve("password"), "of-the-server\n");
    runner(
            "streamweir.redis.uri=" + server.uri(),
            "streamweir.redis.password-file=" + file,
            "streamweir.redis.sentinel-password-file=" + file)
        .withBean(
            RedisConfigCustomizer.class,
            () ->
                config -> {
                  assertThat(config.sentinelPasswordFile()).isEqualTo(file);
                  return RedisConfig.of(config.uri()).withPasswordFile(config.passwordFile());
                })
        .run(ConnectionIT::connects);
  }

  @Test
  void takesKeysAndCertificatesOfAnSslBundle() {
    String bundle = "spring.ssl.bundle.pem.redis.";
    runner(
            "streamweir.redis.uri=redis://127.0.0.1:" + asking.port(),
            "streamweir.redis.password=of-the-server",
            "streamweir.redis.ssl.bundle=redis",
            bundle + "truststore.certificate=file:" + authority.certificate(),
            bundle + "keystore.certificate=file:" + client.certificate(),
            bundle + "keystore.private-key=file:" + client.key(),
            bundle + "options.enabled-protocols=TLSv1.3")
        .run(ConnectionIT::connects);
  }

  @Test
  void saysWhatToDoWhereTheServerRefuses() {
    runner("streamweir.redis.uri=" + server.uri(), "streamweir.redis.password=wrong")
        .run(
            context -> {
              FailureAnalysis analysis = analysis(context);
              assertThat(analysis.getDescription()).contains("refuses the user or password");
              assertThat(analysis.getAction()).contains("streamweir.redis.password");
            });
    runner("streamweir.redis.uri=rediss://127.0.0.1:" + asking.port())
        .run(
            context ->
                assertThat(analysis(context).getAction())
                    .contains("streamweir.redis.ssl.bundle to a bundle that trusts"));
  }

  private static FailureAnalysis analysis(AssertableApplicationContext context) {
    try {
      context.getBean(RedisLink.class).shared();
      throw new AssertionError("connected");
    } catch (RedisCallException e) {
      FailureAnalysis analysis = new RedisRefusalFailureAnalyzer().analyze(e);
      assertThat(analysis).isNotNull();
      return analysis;
    }
  }
}
