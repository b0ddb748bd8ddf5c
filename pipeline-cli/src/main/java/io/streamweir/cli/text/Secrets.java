package io.streamweir.cli.text;

import java.util.regex.Pattern;

/** Keeps what people type into URIs out of messages. */
public final class Secrets {
  /** What our own advice writes in its place stays readable. */
  private static final Pattern CREDENTIALS =
      Pattern.compile("://(?!\\[?(?:user)?:password@)[^\\s'\"]*@");

  private static final Pattern SENTINELS = Pattern.compile("(sentinelPassword=)[^&#\\s'\"]*");

  private Secrets() {}

  /** The text with users and passwords of every URI replaced. */
  public static String hide(String text) {
    String hidden = SENTINELS.matcher(text).replaceAll("$1***");
    return CREDENTIALS.matcher(hidden).replaceAll("://***@");
  }
}
