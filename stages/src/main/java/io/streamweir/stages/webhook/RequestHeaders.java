package io.streamweir.stages.webhook;

import io.streamweir.pipeline.RejectedException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The headers of a request: those of the event, checked, and those that delivery sets. */
final class RequestHeaders {
  private static final int MOST = 64;
  private static final int MOST_CHARACTERS = 16 * 1024;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
  private static final Pattern VALUE =
      Pattern.compile("(?:[\\x21-\\x7E](?:[\\t\\x20-\\x7E]*[\\x21-\\x7E])?)?");
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");
  private static final List<String> RESERVED_PREFIXES = List.of("webhook-", "proxy-", "sec-");

  private RequestHeaders() {}

  /**
   * The headers of one attempt.
   *
   * @param own those of the event
   * @param seconds when the attempt is made, since 1970
   * @throws RejectedException where the event's own headers may not be sent, saying why
   */
  static Map<String, String> of(
      Map<String, String> own, String id, long seconds, List<SigningSecret> secrets, byte[] body) {
    Map<String, String> all = checked(own);
    all.putIfAbsent("Content-Type", "application/json");
    all.putIfAbsent("User-Agent", "Streamweir-Webhook");
    all.put("webhook-id", id);
    all.put("webhook-timestamp", Long.toString(seconds));
    all.put(
        "webhook-signature",
        secrets.stream()
            .map(secret -> secret.sign(id, seconds, body))
            .collect(Collectors.joining(" ")));
    return all;
  }

  private static Map<String, String> checked(Map<String, String> own) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    long characters = 0;
    for (Map.Entry<String, String> header : own.entrySet()) {
      String name = header.getKey();
      require(NAME.matcher(name).matches(), "a header's name is no token");
      require(!reserved(name), "the header " + name + " is set by delivery alone");
      require(
          VALUE.matcher(header.getValue()).matches(),
          "the header " + name + " has a value that is not printable ASCII");
      require(all.put(name, header.getValue()) == null, "the header " + name + " is there twice");
      characters += name.length() + header.getValue().length();
    }
    require(all.size() <= MOST, "there are more than " + MOST);
    require(
        characters <= MOST_CHARACTERS, "they have more than " + MOST_CHARACTERS + " characters");
    return all;
  }

  private static boolean reserved(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return RESERVED.contains(lower) || RESERVED_PREFIXES.stream().anyMatch(lower::startsWith);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new RejectedException("refused headers: " + what);
    }
  }
}
