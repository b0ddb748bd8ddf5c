package io.streamweir.redis;

/**
 * Hears how commands end, to time or count them. Called on the thread that reads the answers, from
 * several at once, after the caller that waits for the answer; must not block. What it throws is
 * logged once and has no other effect.
 */
public interface CommandListener {
  /** Hears nothing. */
  CommandListener NONE = new CommandListener() {};

  /**
   * A command was answered well.
   *
   * @param command its name, or that of the script
   * @param nanos from sending to the answer, in ns
   */
  default void answered(String command, long nanos) {}

  /** A command did not end well. */
  default void failed(String command, RedisCallException failure) {}
}
