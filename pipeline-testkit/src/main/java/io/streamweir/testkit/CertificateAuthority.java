package io.streamweir.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority for one test: makes certificates that are valid for a day with the JDK's
 * keytool, in a directory that {@link #close} deletes. For one thread.
 */
public final class CertificateAuthority implements AutoCloseable {
  /** What protects the key stores of {@link TlsIdentity}. */
  public static final String PASSWORD = "only-for-tests";

  private static final String ALIAS = "authority";
  private static final long PATIENCE_SECONDS = 30;

  private final ScratchDirectory directory = ScratchDirectory.create("streamweir-tls-");
  private int issued;

  private CertificateAuthority() {}

  /** Makes an authority. */
  public static CertificateAuthority create() {
    CertificateAuthority authority = new CertificateAuthority();
    authority.generate(ALIAS, "CN=Streamweir test authority", "-ext", "bc:critical=ca:true");
    authority.writePem(authority.certificate(), authority.chain(ALIAS));
    return authority;
  }

  /** Returns the authority's certificate, PEM. */
  public Path certificate() {
    return directory.file("authority.pem");
  }

  /**
   * Issues a certificate.
   *
   * @param names what it is for, as keytool's extension {@code san} takes it, such as {@code
   *     dns:localhost,ip:127.0.0.1}
   */
  public TlsIdentity issue(String names) {
    return issue(names, "-validity", "1");
  }

  /** Issues a certificate that was valid until yesterday; for the rest see {@link #issue}. */
  public TlsIdentity issueExpired(String names) {
    return issue(names, "-startdate", "-2d", "-validity", "1");
  }

  private TlsIdentity issue(String names, String... validity) {
    String alias = "issued-" + ++issued;
    List<String> options = new ArrayList<>(List.of("-signer", ALIAS, "-ext", "san=" + names));
    options.addAll(List.of(validity));
    generate(alias, "CN=Streamweir test", options.toArray(String[]::new));
    Path certificate = directory.file(alias + ".pem");
    Path key = directory.file(alias + ".key");
    writePem(certificate, chain(alias));
    try {
      KeyStore.ProtectionParameter password =
          new KeyStore.PasswordProtection(PASSWORD.toCharArray());
      KeyStore all = keyStore();
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setEntry(alias, all.getEntry(alias, password), password);
      writePem(key, pem("PRIVATE KEY", all.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
      return new TlsIdentity(certificate, key, own);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a server of this identity needs; it trusts this authority's clients. */
  public SSLContext context(TlsIdentity server) {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(server.keyStore(), PASSWORD.toCharArray());
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(ALIAS, keyStore().getCertificate(ALIAS));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void generate(String alias, String name, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", name, "-keyalg", "EC"));
    command.addAll(List.of("-groupname", "secp256r1", "-keystore", store().toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of(options));
    try {
      Path log = directory.file("keytool.log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException("keytool failed: " + Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool runs", e);
    }
  }

  private Path store() {
    return directory.file("all.p12");
  }

  private KeyStore keyStore() {
    try (InputStream in = Files.newInputStream(store())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      return store;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String chain(String alias) {
    try {
      Certificate[] chain = keyStore().getCertificateChain(alias);
      List<String> texts = new ArrayList<>();
      for (Certificate certificate : chain) {
        texts.add(pem("CERTIFICATE", certificate.getEncoded()));
      }
      return String.join("", texts);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String what, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Stream.of("-----BEGIN " + what + "-----", base64, "-----END " + what + "-----", "")
        .collect(Collectors.joining("\n"));
  }

  private void writePem(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes all files. */
  @Override
  public void close() {
    directory.close();
  }
}
