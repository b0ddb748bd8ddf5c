package io.streamweir.internal.wire;

import io.lettuce.core.SslOptions;
import io.netty.handler.ssl.SslContextBuilder;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.TlsConfig;
import io.streamweir.redis.TlsManagers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files and managers of a {@link TlsConfig}. Files are looked at before the first connection,
 * since what a connection says of a bad one is hard to read.
 */
final class TlsFiles {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END ");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private final RedisConfig config;

  private TlsFiles(RedisConfig config) {
    this.config = config;
  }

  /**
   * What the client library is to do with them.
   *
   * @throws RedisCallException where a file is not what it should be
   * @throws IllegalArgumentException where there are files but no TLS
   */
  static SslOptions options(RedisConfig config) {
    TlsFiles files = new TlsFiles(config);
    TlsConfig tls = config.tls();
    if (!config.secure() && !tls.equals(TlsConfig.defaults())) {
      throw new IllegalArgumentException(
          "TLS certificates are given, but "
              + config.address()
              + " is used without TLS; begin the URI with rediss://, rediss-sentinel:// or"
              + " rediss-cluster://");
    }
    // Sooner than the connection as a whole is given up, so that the reason is known.
    Duration patience = config.connectTimeout().multipliedBy(3).dividedBy(4);
    SslOptions.Builder options = SslOptions.builder().jdkSslProvider().handshakeTimeout(patience);
    if (tls.authority() != null) {
      files.checkCertificates(tls.authority());
      options.trustManager(SslOptions.Resource.from(tls.authority().toFile()));
    }
    if (tls.certificate() != null && tls.key() != null) {
      files.checkCertificates(tls.certificate());
      files.checkKey(tls.key());
      options.keyManager(
          SslOptions.Resource.from(tls.certificate().toFile()),
          SslOptions.Resource.from(tls.key().toFile()),
          null);
    }
    if (tls.managers() != null) {
      Supplier<TlsManagers> managers = tls.managers();
      options.sslContext(context -> give(managers.get(), context));
    }
    return options.build();
  }

  private static void give(TlsManagers managers, SslContextBuilder context) {
    if (managers.keys() != null) {
      context.keyManager(managers.keys());
    }
    if (managers.trusted() != null) {
      context.trustManager(managers.trusted());
    }
    if (!managers.protocols().isEmpty()) {
      context.protocols(managers.protocols());
    }
    if (!managers.ciphers().isEmpty()) {
      context.ciphers(managers.ciphers());
    }
  }

  private void checkCertificates(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
        throw bad(file, "holds no certificate; a PEM file is wanted, -----BEGIN CERTIFICATE-----");
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (CertificateException e) {
      throw bad(file, "holds no readable certificate; a PEM file is wanted");
    }
  }

  /** Says nothing of what is in the file, since most of it is secret. */
  private void checkKey(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    Matcher key = KEY.matcher(text);
    if (!key.find()) {
      throw bad(file, "holds no private key; a PEM file is wanted, -----BEGIN PRIVATE KEY-----");
    }
    if (!key.group(1).isEmpty()) {
      throw bad(
          file,
          "holds a key in another form than PKCS#8 without a password; convert it with openssl"
              + " pkcs8 -topk8 -nocrypt");
    }
    if (!isKey(key.group(2))) {
      throw bad(file, "holds a private key that cannot be read");
    }
  }

  private static boolean isKey(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return false;
    }
    return ALGORITHMS.stream().anyMatch(algorithm -> isKey(algorithm, bytes));
  }

  private static boolean isKey(String algorithm, byte[] bytes) {
    try {
      KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private RedisCallException unreadable(Path file, IOException thrown) {
    return bad(file, Files.exists(file) ? "cannot be read" : "does not exist", thrown);
  }

  private RedisCallException bad(Path file, String what) {
    return bad(file, what, null);
  }

  private RedisCallException bad(Path file, String what, @Nullable Throwable cause) {
    return new RedisCallException(
        RedisCallException.TLS,
        "cannot use Redis at " + config.address() + ": the TLS file " + file + " " + what,
        cause);
  }
}
