package io.streamweir.http.core;

/** Where the events of one stream come from. */
@FunctionalInterface
public interface EventSource {
  /**
   * Begins to send, and returns soon: events are sent from other threads. What is to be given up
   * when the stream ends is told to {@link EventSink#onEnd}.
   */
  void begin(EventSink sink);
}
