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
   * A command was answered well, or in a way that the engine expects and goes on from: see {@link
   * RedisCallException#expected}.
   *
   * @param command its name, or that of the script
   * @param nanos from sending to the answer, in ns
   */
  default void answered(String command, long nanos) {}

  /** A command did not end well, and not as the engine expects now and then. */
  default void failed(String command, RedisCallException failure) {}
}
