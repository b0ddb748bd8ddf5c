package io.streamweir.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports for servers that must come back on the same one. They lie below the range from
 * which operating systems take ports for outgoing connections (32768 on Linux, 49152 elsewhere), so
 * that nobody picks one up by chance while its server is down, and none is given out twice.
 */
final class FreePort {
  private static final int FIRST = 20_000;
  private static final int LAST = 32_767;
  private static final int ATTEMPTS = 1_000;
  private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

  private FreePort() {}

  static int next() {
    return ThreadLocalRandom.current()
        .ints(ATTEMPTS, FIRST, LAST + 1)
        .filter(port -> isFree(port) && TAKEN.add(port))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no free loopback port"));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
