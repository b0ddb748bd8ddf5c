package io.streamweir.internal.wire;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says in plain words why a link could not be opened, without the password. */
public final class ConnectFailure {
  private static final Pattern UNRESOLVED = Pattern.compile("Failed to resolve '[^']*'");

  private final RedisConfig config;
  private final List<Throwable> causes = new ArrayList<>();

  private ConnectFailure(RedisConfig config, Throwable thrown) {
    this.config = config;
    for (Throwable each = thrown; each != null && !causes.contains(each); each = each.getCause()) {
      causes.add(each);
    }
    List.copyOf(causes).stream()
        .flatMap(ConnectFailure::refusals)
        .findFirst()
        .ifPresent(causes::add);
  }

  /** What sentinels answered before the last one of them, whose failure is the cause. */
  private static Stream<Throwable> refusals(Throwable thrown) {
    return Stream.of(thrown.getSuppressed())
        .map(ConnectFailure::root)
        .filter(RedisCommandExecutionException.class::isInstance);
  }

  private static Throwable root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  static RedisCallException explain(RedisConfig config, RedisException thrown) {
    return new ConnectFailure(config, thrown).explain();
  }

  /**
   * Whether the client library may have lost the reason. A refusal that is over before it looks for
   * it leaves it in no state to go on; and where its threads overtake each other, all that it knows
   * is that the connection was closed. The next try need not go so.
   */
  static boolean lost(RedisException thrown) {
    Throwable root = root(thrown);
    return root instanceof IllegalStateException
        || root instanceof ClosedChannelException
        || (root instanceof RedisConnectionException && root != thrown);
  }

  private RedisCallException explain() {
    Throwable root = causes.get(causes.size() - 1);
    if (root instanceof RedisCallException ours) {
      return ours;
    }
    String reason = String.valueOf(root.getMessage());
    return new RedisCallException(
        code(root, reason),
        "cannot use Redis at " + config.address() + ": " + advice(reason),
        causes.get(0));
  }

  private String code(Throwable root, String reason) {
    if (root instanceof RedisCommandExecutionException) {
      return RedisCallException.code(reason);
    }
    return tls() && !hungUp(reason) ? RedisCallException.TLS : RedisCallException.NOT_CONNECTED;
  }

  /** Whether the two sides could not agree on how to be safe. */
  private boolean tls() {
    return causes.stream()
        .anyMatch(each -> each instanceof SSLException || each instanceof CertificateException);
  }

  /**
   * Whether the other side ended the connection before it spoke TLS at all, as a server does that
   * has no room for another client, or a proxy whose server is away.
   */
  private static boolean hungUp(String reason) {
    return reason.contains("closed while SSL/TLS handshake was in progress");
  }

  /** Whether the servers were not even asked, since no sentinel says which is the master. */
  private boolean bySentinels() {
    return causes.stream().anyMatch(each -> String.valueOf(each.getMessage()).contains("Sentinel"));
  }

  /** What says that a host has no address; of the nodes of a cluster only their messages do. */
  private Optional<String> unresolved(String reason) {
    Matcher ofNode = UNRESOLVED.matcher(reason);
    return causes.stream()
        .filter(UnknownHostException.class::isInstance)
        .map(each -> String.valueOf(each.getMessage()).strip())
        .findFirst()
        .or(() -> ofNode.find() ? Optional.of(ofNode.group()) : Optional.empty());
  }

  private static boolean refused(String reason) {
    return reason.startsWith("NOAUTH")
        || reason.startsWith("WRONGPASS")
        || reason.contains("invalid password");
  }

  private String advice(String reason) {
    if (refused(reason) && bySentinels()) {
      return so(
          "its sentinels refuse us",
          reason,
          "give their password, which is not that of the servers, by ?sentinelPassword= before"
              + " the # of the URI (and sentinelUser), or in a file (--sentinel-password-file,"
              + " RedisConfig.withSentinelPasswordFile)");
    }
    if (RedisCallException.code(reason).equals(RedisCallException.MAX_CLIENTS)) {
      return so(
          "it has as many clients as it may",
          reason,
          "raise its maxclients, or let other clients go");
    }
    if (reason.startsWith("WRONGPASS") || reason.contains("invalid password")) {
      return config.passwordFile() == null
          ? "it refuses the user or password, or the user is off; put them into the URI as"
              + " redis://user:password@host:port"
          : "it refuses the user of the URI with the password of " + config.passwordFile();
    }
    if (reason.startsWith("NOAUTH")) {
      return "it wants a password; put it into the URI as redis://:password@host:port";
    }
    Optional<String> unresolved = unresolved(reason);
    if (unresolved.isPresent()) {
      return so(
          "no host of that name is known here",
          unresolved.get(),
          "check the name in the URI (--redis or STREAMWEIR_REDIS) and the name service");
    }
    if (reason.contains("refused")) {
      return "nothing answers there (" + reason + "); start the server or correct the address";
    }
    return tls() ? tlsAdvice(reason) : otherAdvice(reason);
  }

  private static String so(String what, String reason, String advice) {
    return what + " (" + reason + "); " + advice;
  }

  private String tlsAdvice(String reason) {
    if (reason.contains("certification path") || reason.contains("trust anchor")) {
      return so(
          "its certificate is signed by nobody who is trusted",
          reason,
          "give the certificate of its authority (--tls-ca, TlsConfig.authority)");
    }
    if (reason.contains("subject alternative") || reason.contains("No name matching")) {
      return "its certificate is for another host (" + reason + ")";
    }
    if (reason.startsWith("NotAfter")) {
      return "its certificate has expired (" + reason + ")";
    }
    if (reason.contains("not an SSL/TLS record")) {
      return "it does not speak TLS there; use its TLS port, or redis:// without TLS";
    }
    if (hungUp(reason)) {
      return so(
          "it hangs up before it speaks TLS",
          reason,
          "it may have no room for another client (maxclients), or be away behind a proxy");
    }
    if (reason.contains("handshake timed out")) {
      return so("it does not answer in TLS", reason, "use its TLS port, or redis:// without TLS");
    }
    if (reason.contains("alert")) {
      return config.tls().certificate() == null
          ? so(
              "it wants a client certificate",
              reason,
              "give one with its key (--tls-cert and --tls-key, TlsConfig.certificate)")
          : "it refuses our client certificate (" + reason + ")";
    }
    return "TLS fails (" + reason + ")";
  }

  /** A server that expects TLS hangs up, or sends an alert that is no answer of Redis. */
  private String otherAdvice(String reason) {
    boolean strange =
        reason.contains("closed")
            || reason.contains("reset")
            || reason.contains("Invalid first byte");
    return strange && !config.secure()
        ? so(
            "it does not answer as Redis does",
            reason,
            "if it wants TLS, begin the URI with rediss://")
        : reason;
  }
}
