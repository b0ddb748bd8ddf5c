package io.streamweir.cli;

import java.util.regex.Pattern;

/** Keeps what people type into URIs out of messages. */
final class Secrets {
  /** What our own advice writes in its place stays readable. */
  private static final Pattern CREDENTIALS =
      Pattern.compile("://(?!\\[?(?:user)?:password@)[^\\s'\"]*@");

  private Secrets() {}

  /** The text with user and password of every URI replaced. */
  static String hide(String text) {
    return CREDENTIALS.matcher(text).replaceAll("://***@");
  }
}
