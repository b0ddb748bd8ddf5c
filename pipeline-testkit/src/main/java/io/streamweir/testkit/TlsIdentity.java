package io.streamweir.testkit;

import java.nio.file.Path;
import java.security.KeyStore;

/**
 * A certificate with its private key, as PEM files for whoever is tested and as a key store for the
 * test kit.
 *
 * @param certificate the certificate and its authority's, PEM
 * @param key the private key, PKCS#8 in PEM
 * @param keyStore both, protected by {@link CertificateAuthority#PASSWORD}
 */
public record TlsIdentity(Path certificate, Path key, KeyStore keyStore) {}
