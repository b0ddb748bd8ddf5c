package io.streamweir.http;

import static io.streamweir.testkit.Patience.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Event;
import io.streamweir.http.core.EventSink;
import io.streamweir.http.core.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes the events of one stream, as a client would. */
public final class Events implements EventSink {
  private final LinkedBlockingQueue<Event> heard = new LinkedBlockingQueue<>();
  private final List<Runnable> whenEnded = new ArrayList<>();
  private boolean ended;

  /** Those of an answer, from now on. */
  public static Events of(Answer answer) {
    Events events = new Events();
    ((Answer.Events) answer).source().begin(events);
    return events;
  }

  @Override
  public synchronized boolean send(Event event) {
    return !ended && heard.add(event);
  }

  @Override
  public void end() {
    List<Runnable> then;
    synchronized (this) {
      ended = true;
      then = List.copyOf(whenEnded);
      whenEnded.clear();
    }
    then.forEach(Runnable::run);
  }

  @Override
  public synchronized boolean ended() {
    return ended;
  }

  @Override
  public synchronized void onEnd(Runnable then) {
    whenEnded.add(then);
  }

  /** The next event of this name; those of others before it are passed over. */
  public Event next(String name) throws InterruptedException {
    while (true) {
      Event event = heard.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (event == null) {
        throw new AssertionError("no event " + name);
      }
      if (name.equals(event.name())) {
        return event;
      }
    }
  }

  /** What an event tells. */
  public static JsonNode data(Event event) {
    return Json.parse(event.data());
  }
}
