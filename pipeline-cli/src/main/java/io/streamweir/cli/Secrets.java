package io.streamweir.cli;

/** Keeps what people type into URIs out of messages. */
final class Secrets {
  private Secrets() {}

  /** The text with user and password of every URI replaced. */
  static String hide(String text) {
    return text.replaceAll("://[^\\s'\"]*@", "://***@");
  }
}
