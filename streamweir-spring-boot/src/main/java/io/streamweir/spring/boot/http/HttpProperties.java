package io.streamweir.spring.boot.http;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The HTTP API and the console in the application's server.
 *
 * @param basePath Path below which they are, such as /streamweir; without it they are off.
 * @param maxBody Most bytes of a body that is read whole.
 * @param origins Origins of other pages that may ask, such as https://shop.example.
 * @param anonymous Whether senders that have not logged in may do everything.
 * @param drainTimeout How long open requests may take at a shutdown.
 * @param roles Roles of the application that may use it.
 */
@ConfigurationProperties("streamweir.http")
public record HttpProperties(
    @Nullable String basePath,
    @DefaultValue("16MB") DataSize maxBody,
    @DefaultValue Set<String> origins,
    @DefaultValue("false") boolean anonymous,
    @DefaultValue("10s") Duration drainTimeout,
    @DefaultValue Roles roles) {

  /**
   * Which roles of the application may do what. Where all three are empty, everybody who has logged
   * in may do everything.
   *
   * @param submit Roles that submit jobs, wait for them and cancel them.
   * @param read Roles that look at everything.
   * @param operate Roles that look at everything and change it.
   */
  public record Roles(
      @DefaultValue Set<String> submit,
      @DefaultValue Set<String> read,
      @DefaultValue Set<String> operate) {
    boolean empty() {
      return submit.isEmpty() && read.isEmpty() && operate.isEmpty();
    }
  }

  /** Checks the path. */
  public HttpProperties {
    if (basePath != null && !basePath.matches("(/[^/*?#]+)+")) {
      throw new IllegalArgumentException(
          "streamweir.http.base-path begins with a slash and ends without one, as /streamweir: "
              + basePath);
    }
  }
}
