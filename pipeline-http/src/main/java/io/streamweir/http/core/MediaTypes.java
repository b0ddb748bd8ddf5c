package io.streamweir.http.core;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Compares media types as {@code Content-Type} and {@code Accept} say them. */
final class MediaTypes {
  private static final Pattern REFUSED = Pattern.compile(".*;q=0(\\.0*)?(;.*)?");

  private MediaTypes() {}

  /** Whether a body of this type is one of those that are taken. */
  static boolean taken(List<String> takes, String contentType) {
    return takes.isEmpty() || takes.contains(essence(contentType));
  }

  /** Whether a client that accepts this takes one of those that are given. */
  static boolean accepted(List<String> gives, String accept) {
    if (gives.isEmpty() || accept.isBlank()) {
      return true;
    }
    for (String range : accept.split(",")) {
      if (!refused(range) && gives.stream().anyMatch(given -> within(essence(given), range))) {
        return true;
      }
    }
    return false;
  }

  private static boolean refused(String range) {
    return range.indexOf(';') >= 0
        && REFUSED.matcher(range.replace(" ", "").toLowerCase(Locale.ROOT)).matches();
  }

  private static boolean within(String type, String range) {
    String wanted = essence(range);
    if (wanted.equals("*/*") || wanted.equals(type)) {
      return true;
    }
    return wanted.endsWith("/*") && type.startsWith(wanted.substring(0, wanted.length() - 1));
  }

  private static String essence(String type) {
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }
}
