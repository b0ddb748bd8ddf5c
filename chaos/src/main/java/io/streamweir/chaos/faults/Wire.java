package io.streamweir.chaos.faults;

import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.TcpProxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Predicate;

/** Recognises a worker's commands as they pass through a proxy. */
final class Wire {
  private Wire() {}

  /** A read of new entries. */
  static Predicate<byte[]> read() {
    return TcpProxy.containing("XREADGROUP");
  }

  /** A settlement at a stage that keeps no order. */
  static Predicate<byte[]> settlement() {
    return TcpProxy.containing(digest("checks", "holding", "settle"))
        .or(TcpProxy.containing(digest("checks", "holding", "gathers", "windows", "settle")));
  }

  /** The closing of spans of a window. */
  static Predicate<byte[]> closing() {
    return TcpProxy.containing(digest("checks", "room", "close"));
  }

  /** Of a script with what is sent in front of it. */
  private static String digest(String... texts) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      for (String text : texts) {
        sha1.update(content(text + ".lua"));
      }
      return HexFormat.of().formatHex(sha1.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] content(String script) {
    try (InputStream in = RedisLink.class.getResourceAsStream(script)) {
      if (in == null) {
        throw new IllegalStateException(script + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
