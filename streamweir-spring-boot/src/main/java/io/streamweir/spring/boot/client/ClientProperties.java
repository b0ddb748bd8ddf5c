package io.streamweir.spring.boot.client;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the clients of all pipelines behave.
 *
 * @param connect When clients connect: at their first use, or at the start of the application,
 *     which then fails where Redis is away.
 * @param submitTimeout How long a submit is tried while Redis is away or refuses writes.
 * @param pollInterval How often stored results are read for waiting callers, in case a message was
 *     lost.
 * @param maxPayload Largest payload that is submitted.
 */
@ConfigurationProperties("streamweir.client")
public record ClientProperties(
    @DefaultValue("lazy") Connect connect,
    @DefaultValue("10s") Duration submitTimeout,
    @DefaultValue("2s") Duration pollInterval,
    @DefaultValue("1MB") DataSize maxPayload) {
  /** When a client connects. */
  public enum Connect {
    /** At its first use. */
    LAZY,
    /** At the start of the application. */
    EAGER
  }
}
