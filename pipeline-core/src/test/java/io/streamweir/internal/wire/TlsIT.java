package io.streamweir.internal.wire;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.results.ResultChannel;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.settle.Store;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.redis.TlsConfig;
import io.streamweir.redis.TlsManagers;
import io.streamweir.testkit.CertificateAuthority;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.TlsIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links over TLS: what they need, and what they say where it does not fit. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsIT {
  private static final String HERE = "dns:localhost,ip:127.0.0.1";

  private final CertificateAuthority authority = CertificateAuthority.create();
  private RedisServer server;
  private TlsIdentity here;
  private TlsIdentity client;
  private TcpProxy trusting;
  private TcpProxy asking;
  @TempDir private Path files;

  @BeforeAll
  void open() {
    server = RedisServer.start("--requirepass of-the-server");
    here = authority.issue(HERE);
    client = authority.issue("dns:client");
    trusting = TcpProxy.tls(server, authority, here, false);
    asking = TcpProxy.tls(server, authority, here, true);
  }

  @AfterAll
  void close() {
    asking.close();
    trusting.close();
    server.close();
    authority.close();
  }

  private static RedisConfig to(TcpProxy proxy) {
    return RedisConfig.of(proxy.uri().replace("//", "//:of-the-server@"))
        .withConnectTimeout(Duration.ofSeconds(2));
  }

  private TlsConfig trust() {
    return TlsConfig.defaults().withAuthority(authority.certificate());
  }

  private static ThrowableAssertAlternative<RedisCallException> refused(RedisConfig config) {
    return assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> RedisLink.open(config).close())
        .returns(RedisCallException.TLS, RedisCallException::code)
        .returns(false, RedisCallException::passing)
        .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("of-the-server"));
  }

  @Test
  void works() throws Exception {
    try (RedisLink link = RedisLink.open(to(trusting).withTls(trust()))) {
      CompletableFuture<String> heard = new CompletableFuture<>();
      Keys keys = Keys.of(link, "p", 0);
      try (ResultChannel channel =
              new ResultChannel(
                  link, List.of(keys), message -> heard.complete(message.jobId()), () -> {});
          EntryReader reader = new EntryReader(link, keys.inbox("s"), "c")) {
        link.await(reader.createGroup());
        AppendScript append = new AppendScript(link, keys, "s", 10);
        link.await(
            append.run(List.of(new AppendScript.Job(TestInbox.plain("a"), 0, null, 0)), null));
        List<Entry> entries = link.await(reader.read(1));
        ResultMessage result = ResultMessage.finished("a", "s", new byte[0]);
        Settlement settlement =
            new Settlement(entries.get(0).id(), List.of(new Store("a", result)));
        link.await(
            new SettleScript(link, keys, "s", List.of(), Duration.ofMinutes(1))
                .run(List.of(settlement)));
        assertThat(heard.get(5, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo("a");
      }
    }
  }

  /** Both a trusted authority and a certificate of our own, as keystores in memory have them. */
  private TlsManagers managers(TlsIdentity identity, String protocol) {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      try (InputStream in = Files.newInputStream(authority.certificate())) {
        trusted.setCertificateEntry(
            "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(identity.keyStore(), CertificateAuthority.PASSWORD.toCharArray());
      return new TlsManagers(keys, trust, List.of(protocol), List.of());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void takesKeysAndTrustedCertificatesThatAProgramHasInMemory() {
    AtomicInteger asked = new AtomicInteger();
    TlsConfig tls =
        TlsConfig.of(
            () -> {
              asked.incrementAndGet();
              return managers(client, "TLSv1.3");
            });
    try (RedisLink link = RedisLink.open(to(asking).withTls(tls))) {
      int before = asked.get();
      link.connector().connectTo("another").close();
      assertThat(asked).hasValueGreaterThan(before);
    }
    TlsConfig untrusting = TlsConfig.of(() -> new TlsManagers(null, null, List.of(), List.of()));
    refused(to(trusting).withTls(untrusting)).withMessageContaining("signed by nobody");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tls.withAuthority(authority.certificate()))
        .withMessageContaining("not from both");
  }

  @Test
  void showsACertificateToAServerThatAsksForOne() {
    TlsConfig tls = trust().withCertificate(client.certificate(), client.key());
    RedisLink.open(to(asking).withTls(tls)).close();
    refused(to(asking).withTls(trust()))
        .withMessageContaining("it wants a client certificate")
        .withMessageContaining("--tls-cert");
  }

  @Test
  void trustsNobodyByItself() {
    refused(to(trusting))
        .withMessageContaining("nobody who is trusted")
        .withMessageContaining("--tls-ca");
    RedisConfig blind = to(trusting);
    RedisConfig careless = RedisConfig.of(blind.uri() + "?verifyPeer=NONE").withTls(blind.tls());
    RedisLink.open(careless).close();
  }

  @Test
  void looksAtTheHostName() {
    try (TcpProxy elsewhere =
        TcpProxy.tls(server, authority, authority.issue("dns:elsewhere.example"), false)) {
      refused(to(elsewhere).withTls(trust()))
          .withMessageContaining("its certificate is for another host");
      RedisConfig careless = RedisConfig.of(to(elsewhere).uri() + "?verifyPeer=CA");
      RedisLink.open(careless.withTls(trust())).close();
    }
  }

  @Test
  void looksAtTheDates() {
    try (TcpProxy old = TcpProxy.tls(server, authority, authority.issueExpired(HERE), false)) {
      refused(to(old).withTls(trust())).withMessageContaining("its certificate has expired");
    }
  }

  @Test
  void saysWhereTheServerDoesNotSpeakTls() {
    refused(
            RedisConfig.of(server.uri().replace("redis:", "rediss:"))
                .withConnectTimeout(Duration.ofSeconds(1)))
        .withMessageContaining("redis:// without TLS");
  }

  @Test
  void saysWhereTheServerMaySpeakTls() {
    RedisConfig plain =
        RedisConfig.of(to(trusting).uri().replace("rediss:", "redis:"))
            .withConnectTimeout(Duration.ofSeconds(1));
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> RedisLink.open(plain).close())
        .withMessageContaining("begin the URI with rediss://")
        .withMessageNotContaining("of-the-server");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no PEM at all",
        "-----BEGIN CERTIFICATE-----\ngarbage\n-----END CERTIFICATE-----"
      })
  void saysWhichCertificateFileIsBad(String content) throws IOException {
    Path bad = Files.writeString(files.resolve("bad.pem"), content);
    RedisConfig config = to(trusting);
    refused(config.withTls(trust().withAuthority(bad))).withMessageContaining(bad + " holds no");
    refused(config.withTls(trust().withCertificate(bad, client.key())))
        .withMessageContaining(bad + " holds no");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "c2VjcmV0",
        "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0\n-----END ENCRYPTED PRIVATE KEY-----"
      })
  void saysWhichKeyFileIsBadAndNothingOfWhatIsInIt(String content) throws IOException {
    Path bad = Files.writeString(files.resolve("bad.key"), content);
    refused(to(trusting).withTls(trust().withCertificate(client.certificate(), bad)))
        .withMessageContaining(bad + " holds")
        .withMessageNotContaining("c2VjcmV0");
  }

  @Test
  void saysWhichFileIsMissing() {
    Path nowhere = files.resolve("nowhere.pem");
    refused(to(trusting).withTls(trust().withAuthority(nowhere)))
        .withMessageContaining("the TLS file " + nowhere + " does not exist");
  }

  @Test
  void refusesCertificatesThatWouldNotBeUsed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisLink.open(RedisConfig.of(server.uri()).withTls(trust())))
        .withMessageContaining("begin the URI with rediss://");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TlsConfig(null, client.certificate(), null, null))
        .withMessageContaining("together");
  }

  @Test
  void readsTheFilesAgainForEachConnection() throws IOException {
    Path own = files.resolve("replaced.pem");
    Files.copy(authority.certificate(), own);
    try (TcpProxy proxy = TcpProxy.tls(server, authority, here, false);
        RedisLink link = RedisLink.open(to(proxy).withTls(trust().withAuthority(own)))) {
      InboxQueries queries = new InboxQueries(link);
      Files.writeString(own, "being replaced");
      proxy.cut();
      await().atMost(PATIENCE).until(() -> !link.connected());
      Files.copy(authority.certificate(), own, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      await().atMost(PATIENCE).ignoreExceptions().until(() -> queries.now() > 0);
    }
  }
}
