package io.streamweir.spring.boot.connection;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** The Redis that the properties name, or the local one. */
record PropertiesConnectionDetails(
    ConnectionProperties.Redis properties, ObjectProvider<SslBundles> bundles)
    implements StreamweirConnectionDetails {
  private static final String LOCAL = "redis://localhost:6379";

  @Override
  public String uri() {
    String uri = properties.uri() == null ? LOCAL : properties.uri();
    String address =
        RedisAddress.withCredentials(uri, properties.username(), properties.password());
    return properties.ssl().bundle() == null ? address : RedisAddress.secured(address);
  }

  @Override
  public @Nullable SslBundle sslBundle() {
    String bundle = properties.ssl().bundle();
    return bundle == null ? null : bundles.getObject().getBundle(bundle);
  }
}
