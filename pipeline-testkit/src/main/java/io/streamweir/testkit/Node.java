package io.streamweir.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process of a topology.
 *
 * @param server the process; where TLS is spoken its own port stays a plain one, for orders of the
 *     test kit
 * @param port where clients and the other processes find it
 */
record Node(RedisServer server, int port) {
  static Node start(Path binary, @Nullable NodeTls tls, List<String> options) {
    if (tls == null) {
      RedisServer server = ProcessServer.start(binary, options);
      return new Node(server, server.port());
    }
    int port = FreePort.next();
    return new Node(ProcessServer.start(binary, with(options, tls, port)), port);
  }

  static Node startSentinel(Path binary, @Nullable NodeTls tls) {
    if (tls == null) {
      RedisServer server = ProcessServer.startSentinel(binary, List.of());
      return new Node(server, server.port());
    }
    int port = FreePort.next();
    return new Node(ProcessServer.startSentinel(binary, with(List.of(), tls, port)), port);
  }

  private static List<String> with(List<String> options, NodeTls tls, int port) {
    List<String> all = new ArrayList<>(tls.options(port));
    all.addAll(options);
    return all;
  }

  String host() {
    return server.host();
  }

  /** As in a URI. */
  String address() {
    return host() + ":" + port;
  }
}
