package io.streamweir.http.job;

import io.streamweir.client.Result;
import io.streamweir.client.ResultReader;
import io.streamweir.client.ResultSubscription;
import io.streamweir.http.core.Event;
import io.streamweir.http.core.EventSink;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Hands every published result to streams, and tells others that there are new ones. */
final class ResultFeed implements AutoCloseable {
  private final String pipeline;
  private final Set<EventSink> sinks = ConcurrentHashMap.newKeySet();
  private final Map<EventSink, Runnable> told = new ConcurrentHashMap<>();
  private final ResultSubscription subscription;

  /**
   * Subscribes, and waits until that has taken effect.
   *
   * @throws io.streamweir.redis.RedisCallException where it cannot subscribe
   */
  ResultFeed(RedisLink link, PipelineFacts<?> pipeline) {
    this.pipeline = pipeline.name();
    this.subscription = ResultReader.open(link, pipeline).subscribe(this::heard);
    await(link);
  }

  private void await(RedisLink link) {
    try {
      subscription.ready().get(link.config().commandTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // It takes effect later: nothing is promised of what ends before.
    }
  }

  /** Sends every result that is published from now on, until the stream ends. */
  void follow(EventSink sink) {
    sinks.add(sink);
    sink.onEnd(() -> sinks.remove(sink));
  }

  /** Calls this whenever a job has ended, until the stream ends. It may not wait. */
  void onNews(EventSink sink, Runnable look) {
    told.put(sink, look);
    sink.onEnd(() -> told.remove(sink));
  }

  private void heard(Result result) {
    if (!sinks.isEmpty()) {
      Event event = Event.of("end", JobView.of(pipeline, result));
      sinks.forEach(sink -> sink.send(event));
    }
    told.values().forEach(Runnable::run);
  }

  @Override
  public void close() {
    subscription.close();
  }
}
