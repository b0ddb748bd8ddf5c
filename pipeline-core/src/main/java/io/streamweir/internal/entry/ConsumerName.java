package io.streamweir.internal.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Names a consumer, a worker or a follower, after its machine or container and its process, so that
 * an operator who sees the name finds it. The process alone says little: in a container it is 1.
 */
public final class ConsumerName {
  private static final Path HOST = Path.of("/proc/sys/kernel/hostname");
  private static final int RANDOM = 8;

  private ConsumerName() {}

  /** A name that no other consumer has. */
  public static String next() {
    String own =
        ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, RANDOM);
    String host = label(host());
    return host.isEmpty() ? own : host + "-" + own;
  }

  /** Asks no name server, which may take long to answer; empty where the system does not say. */
  private static String host() {
    try {
      return Files.readString(HOST);
    } catch (IOException e) {
      String variable = System.getenv("HOSTNAME");
      return variable == null ? "" : variable;
    }
  }

  /** The first part of a host name, without what a consumer name may not hold. */
  static String label(String host) {
    String first = host.strip().split("\\.", 2)[0].replaceAll("[^A-Za-z0-9_-]", "");
    return first.substring(0, Math.min(first.length(), 63));
  }
}
