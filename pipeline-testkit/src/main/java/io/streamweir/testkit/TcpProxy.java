package io.streamweir.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocket;

/**
 * A way to a server that a test may break: it listens on a free loopback port and forwards every
 * connection, until it is told to cut, refuse, delay, stall or lose.
 *
 * <p>What it forwards at once is a chunk: what one read from the socket gave, at most 64 KiB. A
 * client's small request is one chunk; a longer one, or several in a pipeline, may be cut anywhere.
 *
 * <p>All methods may be called from any thread and act at once, on open connections too. The
 * threads are daemons.
 */
public final class TcpProxy implements AutoCloseable {
  private final URI target;
  private final ServerSocket listener;
  private final Traffic traffic = new Traffic();
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

  private TcpProxy(URI target, ServerSocket listener) {
    this.target = target;
    this.listener = listener;
    Daemon.start("proxy-accept-" + port(), this::acceptAll);
  }

  /** Opens a proxy to a server. */
  public static TcpProxy to(RedisServer server) {
    return to(URI.create(server.uri()));
  }

  /** Opens a proxy to any port. */
  public static TcpProxy to(String host, int port) {
    return to(URI.create("redis://" + host + ":" + port));
  }

  private static TcpProxy to(URI target) {
    return new TcpProxy(target, listen(ServerSocketFactory.getDefault()));
  }

  /**
   * Opens a proxy that speaks TLS with clients and plain TCP with the server: a server with TLS,
   * whatever the server itself was built with.
   *
   * @param identity what it shows to clients
   * @param clientsToo whether clients must show a certificate of this authority
   */
  public static TcpProxy tls(
      RedisServer server,
      CertificateAuthority authority,
      TlsIdentity identity,
      boolean clientsToo) {
    ServerSocket listener = listen(authority.context(identity).getServerSocketFactory());
    ((SSLServerSocket) listener).setNeedClientAuth(clientsToo);
    String uri = server.uri().replaceFirst("^redis:", "rediss:");
    return new TcpProxy(URI.create(uri), listener);
  }

  private static ServerSocket listen(ServerSocketFactory sockets) {
    try {
      return sockets.createServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("no free loopback port", e);
    }
  }

  /** Matches a chunk that contains the text, such as a key, a payload or {@code EVALSHA}. */
  public static Predicate<byte[]> containing(String text) {
    String sought = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return chunk -> new String(chunk, StandardCharsets.ISO_8859_1).contains(sought);
  }

  /** Returns the host to connect to. */
  public String host() {
    return "127.0.0.1";
  }

  /** Returns the port to connect to. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Returns the server's address with the proxy's host and port; user and password stay. */
  public String uri() {
    String user = target.getRawUserInfo();
    String database = target.getRawPath();
    return target.getScheme()
        + "://"
        + (user == null ? "" : user + "@")
        + (host() + ":" + port())
        + (database == null ? "" : database);
  }

  /** Returns how many connections are open through the proxy. */
  public int openConnections() {
    return connections.size();
  }

  /** Closes all connections at once. New ones are forwarded. */
  public void cut() {
    connections.forEach(ProxiedConnection::close);
  }

  /** Turns new connections away with a reset. Open ones stay; see {@link #cut}. */
  public void refuse() {
    traffic.refuse(true);
  }

  /** Takes new connections again after {@link #refuse}. */
  public void accept() {
    traffic.refuse(false);
  }

  /** Holds every chunk, of either direction, for that long before it is forwarded. Zero ends it. */
  public void delay(Duration delay) {
    traffic.delay(delay);
  }

  /**
   * Lets pass no more than so many bytes a second in each direction, over all connections together.
   * Zero ends it.
   */
  public void throttle(long bytesPerSecond) {
    traffic.throttle(bytesPerSecond);
  }

  /** Loses what the server says, while what clients say arrives; the connections stay open. */
  public void dropReplies(boolean drop) {
    traffic.dropReplies(drop);
  }

  /** Loses what clients say; the connections stay open. */
  public void dropRequests(boolean drop) {
    traffic.dropRequests(drop);
  }

  /**
   * Holds all bytes, and the news that a side has closed, until {@link #resume}: a half-open way.
   */
  public void stall() {
    traffic.stall(true);
  }

  /** Lets flow what {@link #stall} held; nothing of it is lost. */
  public void resume() {
    traffic.stall(false);
  }

  /**
   * Runs an action once, just before the next request that matches is forwarded: with {@code
   * proxy::cut} the server never sees that request.
   *
   * @return completes when the action has run, exceptionally where it threw
   */
  public CompletableFuture<Void> beforeNext(Predicate<byte[]> request, Runnable action) {
    return traffic.expect(new ExpectedRequest(request, action, ExpectedRequest.Moment.BEFORE));
  }

  /**
   * Runs an action once, after the next request that matches was forwarded and before any of its
   * connection's replies passes: with {@code proxy::cut} the server carries the request out and the
   * client never hears of it.
   *
   * @return completes when the action has run, exceptionally where it threw
   */
  public CompletableFuture<Void> afterNext(Predicate<byte[]> request, Runnable action) {
    return traffic.expect(new ExpectedRequest(request, action, ExpectedRequest.Moment.AFTER));
  }

  /**
   * Runs an action once, after the next request that matches was forwarded and its connection's
   * next reply has passed. Where requests are pipelined, that may be the reply to an earlier one.
   *
   * @return completes when the action has run, exceptionally where it threw
   */
  public CompletableFuture<Void> afterReplyToNext(Predicate<byte[]> request, Runnable action) {
    return traffic.expect(new ExpectedRequest(request, action, ExpectedRequest.Moment.ANSWERED));
  }

  /** Closes all connections and stops listening. */
  @Override
  public void close() {
    Sockets.close(listener);
    cut();
  }

  private void acceptAll() {
    try {
      while (true) {
        take(listener.accept());
      }
    } catch (IOException e) {
      // The listener was closed: the proxy is done.
    }
  }

  private void take(Socket client) {
    if (traffic.isRefused()) {
      Sockets.reset(client);
      return;
    }
    try {
      Socket server = new Socket();
      server.connect(new InetSocketAddress(target.getHost(), GivenServer.portOf(target)));
      forward(client, server);
    } catch (IOException e) {
      Sockets.reset(client);
    }
  }

  private void forward(Socket client, Socket server) throws IOException {
    ProxiedConnection connection =
        new ProxiedConnection(client, server, traffic, connections::remove);
    connections.add(connection);
    connection.start();
    if (listener.isClosed()) {
      connection.close();
    }
  }
}
