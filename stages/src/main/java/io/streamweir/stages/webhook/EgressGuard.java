package io.streamweir.stages.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP proxy on the loopback address through which {@code java.net.http} reaches its targets,
 * because that client resolves names by itself and cannot be told which address to take: a name
 * that resolves to a public address when it is checked could lead to a private one when it is
 * connected to. The guard resolves a name once, checks the addresses, and connects to one of those
 * that it checked. TLS goes through it from end to end.
 *
 * <p>One thread moves all bytes; others resolve names. Programs on the same machine could use the
 * guard, too: it lets them connect to no more than what they reach without it.
 */
final class EgressGuard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EgressGuard.class);
  private static final int RESOLVERS = 32;
  private static final int MOST_PROBLEMS = 1_000;
  private static final long TICK_MILLIS = 250;
  private static final long PAUSE_NANOS = 100_000_000;

  private final AddressRules rules;
  private final Duration connectTimeout;
  private final ServerSocketChannel server;
  private final Selector selector;
  private final InetSocketAddress address;
  private final ThreadPoolExecutor resolvers;
  private final FreshTunnels tunnels = new FreshTunnels();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Set<GuardedConnection> connections = new HashSet<>(); // of the loop's thread
  private final Map<String, Problem> problems =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Problem> eldest) {
              return size() > MOST_PROBLEMS;
            }
          });

  private EgressGuard(AddressRules rules, Duration connectTimeout) throws IOException {
    this.rules = rules;
    this.connectTimeout = connectTimeout;
    this.selector = Selector.open();
    this.server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    server.configureBlocking(false);
    this.address = (InetSocketAddress) server.getLocalAddress();
    Ready accept = this::accept;
    server.register(selector, SelectionKey.OP_ACCEPT, accept);
    this.resolvers =
        new ThreadPoolExecutor(
            RESOLVERS,
            RESOLVERS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> daemon(task, "webhook-resolver"));
    resolvers.allowCoreThreadTimeOut(true);
  }

  /** Opens a guard on a free port; its threads do not keep the JVM running. */
  static EgressGuard open(AddressRules rules, Duration connectTimeout) throws IOException {
    EgressGuard guard = new EgressGuard(rules, connectTimeout);
    daemon(guard::run, "webhook-egress").start();
    return guard;
  }

  /** What is called when a channel is ready. */
  @FunctionalInterface
  interface Ready {
    void run() throws IOException;
  }

  /**
   * Why a target was not connected to, or was cut.
   *
   * @param refused whether by rule, so that trying again is no use
   * @param at by {@link System#nanoTime}
   */
  record Problem(boolean refused, String text, long at) {}

  /** Where the guard listens. */
  InetSocketAddress address() {
    return address;
  }

  /** For which requests a tunnel was opened. */
  FreshTunnels tunnels() {
    return tunnels;
  }

  /**
   * The last problem with a target, where there was one since then.
   *
   * @param authority host and port
   * @param since by {@link System#nanoTime}
   */
  @Nullable Problem problem(String authority, long since) {
    Problem last = problems.get(authority);
    return last == null || last.at - since < 0 ? null : last;
  }

  void note(String authority, boolean refused, String text) {
    synchronized (problems) {
      problems.remove(authority); // so that the newest is the last to be forgotten
      problems.put(authority, new Problem(refused, text, System.nanoTime()));
    }
  }

  long connectNanos() {
    return connectTimeout.toNanos();
  }

  /** Registers a channel with the loop, on its thread. */
  SelectionKey register(SocketChannel channel, int operations, Ready ready) throws IOException {
    return channel.register(selector, operations, ready);
  }

  void forget(GuardedConnection connection) {
    connections.remove(connection);
  }

  /** What came of a resolution: addresses that may be connected to, or why there are none. */
  record Resolved(List<InetAddress> addresses, boolean refused, String problem) {}

  /** Resolves and checks a host, and hands what came of it to the loop's thread. */
  void resolve(String host, Consumer<Resolved> then) {
    resolvers.execute(
        () -> {
          Resolved resolved = resolve(host);
          tasks.add(() -> then.accept(resolved));
          selector.wakeup();
        });
  }

  private Resolved resolve(String host) {
    InetAddress literal = Cidr.literal(host);
    if (literal == null && !Target.isName(host)) {
      return new Resolved(List.of(), true, "'" + host + "' is no host");
    }
    try {
      InetAddress[] found =
          literal == null ? InetAddress.getAllByName(host) : new InetAddress[] {literal};
      for (InetAddress each : found) {
        if (!rules.allow(host, each)) {
          String names = literal == null ? host + " is " + each.getHostAddress() : host;
          return new Resolved(List.of(), true, names + ", which is not a public address");
        }
      }
      return new Resolved(List.of(found), false, "");
    } catch (UnknownHostException e) {
      return new Resolved(List.of(), false, "the name " + host + " is unknown");
    }
  }

  private void run() {
    while (selector.isOpen()) {
      try {
        selector.select(TICK_MILLIS);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        Set<SelectionKey> selected = selector.selectedKeys();
        for (SelectionKey key : List.copyOf(selected)) {
          selected.remove(key);
          if (key.isValid()) {
            ((Ready) key.attachment()).run();
          }
        }
        List.copyOf(connections).forEach(GuardedConnection::tick);
      } catch (ClosedSelectorException e) {
        return;
      } catch (Throwable e) { // such as too many open files; without a guard nothing is delivered
        LOG.error("the guard of webhooks goes on after a failure", e);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void accept() throws IOException {
    SocketChannel client = server.accept();
    if (client == null) {
      return;
    }
    try {
      connections.add(GuardedConnection.begin(this, client));
    } catch (IOException | RuntimeException e) {
      closeQuietly(client);
      throw e;
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Cuts all connections and ends the threads. */
  @Override
  public void close() {
    resolvers.shutdownNow();
    tasks.add(
        () -> {
          List.copyOf(connections).forEach(GuardedConnection::close);
          closeQuietly(server);
          closeQuietly(selector);
        });
    selector.wakeup();
  }

  static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.debug("closing failed: {}", e.toString());
    }
  }
}
