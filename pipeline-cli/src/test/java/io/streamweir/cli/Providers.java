package io.streamweir.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** The class path of the tests with these providers of pipelines in place of its own. */
public final class Providers extends ClassLoader {
  private final String list;

  public Providers(String... classes) {
    super(Providers.class.getClassLoader());
    this.list = String.join("\n", classes);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return name.startsWith("META-INF/services/")
        ? Collections.enumeration(List.of(url()))
        : super.getResources(name);
  }

  @SuppressWarnings("deprecation") // the replacement came with Java 20
  private URL url() throws IOException {
    return new URL(
        null,
        "memory:services",
        new URLStreamHandler() {
          @Override
          protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
              @Override
              public void connect() {}

              @Override
              public InputStream getInputStream() {
                return new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8));
              }
            };
          }
        });
  }
}
