package io.streamweir.chaos.site;

import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.TcpProxy;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One server, and the proxies that lead to it. Thread-safe. */
public final class SingleSite implements Site {
  private final RedisServer server;
  private final @Nullable SettableClock clock;
  private final AdminClient admin;
  private final List<TcpProxy> proxies = new CopyOnWriteArrayList<>();

  private SingleSite(RedisServer server, @Nullable SettableClock clock) {
    this.server = server;
    this.clock = clock;
    this.admin = AdminClient.of(server.uri());
  }

  static Site start(List<String> options) {
    return new SingleSite(RedisServer.start(options.toArray(String[]::new)), null);
  }

  static Site startWithClock(List<String> options) {
    SettableClock clock = SettableClock.create();
    return new SingleSite(clock.server().start(options), clock);
  }

  /**
   * The server's clock.
   *
   * @throws NullPointerException where it cannot be set
   */
  public SettableClock clock() {
    return Objects.requireNonNull(clock, "the run's clock cannot be set");
  }

  /** The server. */
  public RedisServer server() {
    return server;
  }

  @Override
  public String uri() {
    return server.uri();
  }

  @Override
  public AdminClient admin() {
    return admin;
  }

  @Override
  public Way way() {
    TcpProxy proxy = TcpProxy.to(server);
    proxies.add(proxy);
    return new Way(proxy.uri(), proxy);
  }

  /** All proxies that were opened, those of dead workers included. */
  public List<TcpProxy> proxies() {
    return List.copyOf(proxies);
  }

  @Override
  public String output() {
    return server.output();
  }

  @Override
  public void close() {
    proxies.forEach(TcpProxy::close);
    admin.close();
    server.close();
    if (clock != null) {
      clock.close();
    }
  }
}
