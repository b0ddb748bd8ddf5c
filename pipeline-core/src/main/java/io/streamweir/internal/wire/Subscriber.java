package io.streamweir.internal.wire;

/** Hears what comes over subscribed channels, on an I/O thread that it must not block. */
public interface Subscriber {
  /** A message came over the channel. */
  void message(String channel, byte[] message);

  /** The subscription to the channel has taken effect, the first time or after a reconnect. */
  void subscribed(String channel);
}
