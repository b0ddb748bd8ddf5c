package io.streamweir.http.contract;

import io.streamweir.http.core.Event;
import io.streamweir.http.core.EventSink;
import java.util.Queue;

/** Checks each event on its way. */
final class CheckedEvents implements EventSink {
  private final EventSink to;
  private final Described described;
  private final Queue<String> broken;

  CheckedEvents(EventSink to, Described described, Queue<String> broken) {
    this.to = to;
    this.described = described;
    this.broken = broken;
  }

  @Override
  public boolean send(Event event) {
    try {
      described.event(String.valueOf(event.name()), event.data());
    } catch (AssertionError | RuntimeException e) {
      broken.add(e.toString());
    }
    return to.send(event);
  }

  @Override
  public void end() {
    to.end();
  }

  @Override
  public boolean ended() {
    return to.ended();
  }

  @Override
  public void onEnd(Runnable then) {
    to.onEnd(then);
  }
}
