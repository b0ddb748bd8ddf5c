package io.streamweir.testkit;

import java.util.List;

/**
 * What the processes of a topology need to speak TLS with clients and with each other. Whoever
 * connects must show a certificate of the same authority.
 *
 * @param authority signs the certificates of all sides
 * @param identity what every process shows; it must be for {@code ip:127.0.0.1}
 */
public record NodeTls(CertificateAuthority authority, TlsIdentity identity) {
  /** What a server is told to do so on this port. */
  List<String> options(int port) {
    return List.of(
        "--tls-port " + port,
        "--tls-cert-file " + identity.certificate(),
        "--tls-key-file " + identity.key(),
        "--tls-ca-cert-file " + authority.certificate(),
        "--tls-auth-clients yes",
        "--tls-replication yes");
  }
}
