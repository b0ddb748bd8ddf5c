package io.streamweir.http.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.client.GatherProgress;
import io.streamweir.client.HandlerProgress;
import io.streamweir.client.HandlerProgressReader;
import io.streamweir.client.ProgressReader;
import io.streamweir.client.Result;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Event;
import io.streamweir.http.core.EventSink;
import io.streamweir.http.core.Request;
import io.streamweir.http.engine.Engine;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Streams of what happens to one job, and of all results. */
final class Streams implements AutoCloseable {
  /** The id of the last event: a browser that connects again with it is told to stop. */
  static final String END = "end";

  private final Engine engine;
  private final Ends ends;
  private final Feeds feeds;

  Streams(Engine engine, Ends ends) {
    this.engine = engine;
    this.ends = ends;
    this.feeds = new Feeds(engine);
  }

  Answer job(Request request) {
    String job = Looks.job(request);
    if (request.header("Last-Event-ID").filter(END::equals).isPresent()) {
      return Answer.empty(204);
    }
    RedisLink link = ends.link(request.caller());
    PipelineFacts<?> pipeline = engine.pipeline(link, request);
    Optional<Result> end = ends.stored(request.caller(), pipeline, job);
    if (end.isPresent()) {
      return Answer.events(sink -> end(sink, pipeline, end.get()));
    }
    Looks.checkKnown(link, pipeline, job);
    int home = pipeline.partitionOf(job);
    int partition = (int) request.number("partition", home, 0, pipeline.partitions() - 1);
    ProgressFeed feed = feeds.progress(Engine.looking(request.caller()), pipeline);
    List<GatherProgress> splits = ProgressReader.open(link, pipeline).of(job);
    List<HandlerProgress> handlers = HandlerProgressReader.open(link, pipeline).of(job);
    return Answer.events(
        sink -> {
          sink.send(Event.of("open", JobView.open(pipeline.name(), job, splits, handlers)));
          feed.follow(job, sink);
          follow(sink, pipeline, ends.await(request.caller(), pipeline, job, partition));
        });
  }

  private static void follow(
      EventSink sink, PipelineFacts<?> pipeline, CompletableFuture<Result> result) {
    result.whenComplete(
        (end, thrown) -> {
          if (end != null) {
            end(sink, pipeline, end);
          } else {
            sink.end(); // the client connects again
          }
        });
    sink.onEnd(() -> result.cancel(false));
  }

  private static void end(EventSink sink, PipelineFacts<?> pipeline, Result end) {
    sink.send(Event.of("end", JobView.of(pipeline.name(), end)).withId(END));
    sink.end();
  }

  Answer results(Request request) {
    RedisLink link = ends.link(request.caller());
    PipelineFacts<?> pipeline = engine.pipeline(link, request);
    ResultFeed feed = feeds.results(Engine.looking(request.caller()), pipeline);
    if (pipeline.keptResults().isZero()) {
      return Answer.events(
          sink -> {
            sink.send(Event.of("open", opened(pipeline, false)));
            feed.follow(sink);
          });
    }
    LogStream log = LogStream.begin(engine, link, pipeline, request);
    return Answer.events(
        sink -> {
          sink.send(Event.of("open", opened(pipeline, true)));
          feed.onNews(sink, log.follow(sink));
        });
  }

  private static ObjectNode opened(PipelineFacts<?> pipeline, boolean resumable) {
    return io.streamweir.http.core.Json.object()
        .put("pipeline", pipeline.name())
        .put("resumable", resumable);
  }

  @Override
  public void close() {
    feeds.close();
  }
}
