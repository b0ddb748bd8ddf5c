package io.streamweir.http.core;

/**
 * Takes the events of one stream. Thread-safe; no call waits. If a client reads more slowly than
 * events come and its buffer is full, the stream ends: a client connects again and learns what it
 * missed by the route's rules.
 */
public interface EventSink {
  /** Sends an event, and says whether the stream is still open. */
  boolean send(Event event);

  /** Ends the stream behind what was sent. Ending it twice does no harm. */
  void end();

  /** Whether the stream has ended. */
  boolean ended();

  /** Runs this once when the stream has ended for any reason; at once where it has ended before. */
  void onEnd(Runnable then);
}
