package io.streamweir.testkit;

import java.util.List;
import java.util.OptionalLong;

/**
 * A running Redis server that a test may break. It listens on a free loopback port, keeps its data
 * in a directory of its own that {@link #close} deletes, and never outlives this JVM.
 *
 * <p>All methods may be called from any thread. A server that was given by URI answers only the
 * questions; breaking it throws {@link UnsupportedOperationException}.
 */
public sealed interface RedisServer extends AutoCloseable
    permits ProcessServer, ContainerServer, GivenServer {

  /**
   * Starts a server for the caller alone, of the kind that {@code -Dstreamweir.redis} names; an
   * embedded one where that names a server by URI, since that one is not ours to break. Returns
   * when the server answers.
   *
   * @param config options as on the server's command line, such as {@code "--appendonly yes"}; they
   *     override the defaults {@code --save "" --appendonly no}
   * @throws ServerStartException with the server's output, where it does not answer within 10 s
   */
  static RedisServer start(String... config) {
    return ServerChoice.current().start(List.of(config));
  }

  /** Returns the host to connect to. */
  String host();

  /** Returns the port to connect to; the same after {@link #restart}. */
  int port();

  /**
   * Returns the server's address as Redis clients take it, such as {@code redis://127.0.0.1:7001}.
   */
  default String uri() {
    return "redis://" + host() + ":" + port();
  }

  /** Returns the process id, where the server is a process of this machine and runs. */
  OptionalLong pid();

  /** Returns the end of what the server has printed, over all its restarts. */
  String output();

  /** Ends the server by SIGKILL: it writes nothing more. Returns when it is gone. */
  void kill();

  /** Ends the server by SIGTERM and waits for it; kills it where it takes longer than 10 s. */
  void stop();

  /**
   * Starts the server again on the same port and data, after {@link #kill} or {@link #stop}; a
   * running one is stopped first. Returns when it answers and has loaded its data.
   *
   * @throws ServerStartException where it does not answer within 10 s
   */
  void restart();

  /** Freezes the server: connections stay open, nothing is answered until {@link #resume}. */
  void pause();

  /** Thaws a server that {@link #pause} froze. */
  void resume();

  /** Ends the server and deletes its data. */
  @Override
  void close();
}
