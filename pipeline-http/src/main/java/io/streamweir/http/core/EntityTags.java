package io.streamweir.http.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes entity tags and compares them, as RFC 9110 says it. */
public final class EntityTags {
  private static final int BYTES = 12;

  private EntityTags() {}

  /** The strong tag of these bytes. */
  public static String of(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(Arrays.copyOf(hash, BYTES)) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** The strong tag of this text. */
  public static String of(String content) {
    return of(content.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the client has this already: {@code If-None-Match} names it. */
  static boolean has(Request request, String tag) {
    return named(request.headers().joined("If-None-Match"), tag, true);
  }

  /**
   * Checks {@code If-Match} and {@code If-None-Match} of a request that changes a resource.
   *
   * @param current the tag of what is there; null for nothing
   * @throws ProblemException where the resource is not as the client thinks
   */
  public static void check(Request request, @Nullable String current) {
    Optional<String> match = header(request, "If-Match");
    if (match.isPresent() && (current == null || !named(match.get(), current, false))) {
      throw changed(current == null ? "it is not there" : "it has the tag " + current + " now");
    }
    Optional<String> none = header(request, "If-None-Match");
    if (none.isPresent() && current != null && named(none.get(), current, true)) {
      throw changed("it is there already, with the tag " + current);
    }
  }

  private static Optional<String> header(Request request, String name) {
    String all = request.headers().joined(name);
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  private static ProblemException changed(String detail) {
    return Problem.of(ProblemType.PRECONDITION_FAILED, detail).asException();
  }

  private static boolean named(String list, String tag, boolean weakly) {
    for (String each : list.split(",")) {
      String given = each.strip();
      if (given.equals("*") || given.equals(tag) || (weakly && given.equals("W/" + tag))) {
        return true;
      }
    }
    return false;
  }
}
