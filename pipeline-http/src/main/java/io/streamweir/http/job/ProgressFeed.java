package io.streamweir.http.job;

import io.streamweir.client.HandlerProgress;
import io.streamweir.client.HandlerProgressReader;
import io.streamweir.client.ProgressSubscription;
import io.streamweir.http.core.Event;
import io.streamweir.http.core.EventSink;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Hands what handlers say to the streams of their jobs. Thread-safe. */
final class ProgressFeed implements AutoCloseable {
  private final Map<String, Set<EventSink>> sinks = new ConcurrentHashMap<>();
  private final ProgressSubscription subscription;

  ProgressFeed(RedisLink link, PipelineFacts<?> pipeline) {
    subscription = HandlerProgressReader.open(link, pipeline).follow(this::heard);
  }

  /** Sends what handlers of the job say from now on, until the stream ends. */
  void follow(String job, EventSink sink) {
    sinks.compute(
        job,
        (any, known) -> {
          Set<EventSink> all = known == null ? ConcurrentHashMap.newKeySet() : known;
          all.add(sink);
          return all;
        });
    sink.onEnd(() -> forget(job, sink));
  }

  private void forget(String job, EventSink sink) {
    sinks.computeIfPresent(
        job,
        (any, all) -> {
          all.remove(sink);
          return all.isEmpty() ? null : all;
        });
  }

  private void heard(HandlerProgress progress) {
    Set<EventSink> all = sinks.get(progress.jobId());
    if (all != null) {
      Event event = Event.of("progress", JobView.of(progress));
      all.forEach(sink -> sink.send(event));
    }
  }

  @Override
  public void close() {
    subscription.close();
  }
}
