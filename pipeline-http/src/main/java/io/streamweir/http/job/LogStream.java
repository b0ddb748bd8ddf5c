package io.streamweir.http.job;

import io.streamweir.client.LoggedResult;
import io.streamweir.client.ResultLog;
import io.streamweir.client.ResultPage;
import io.streamweir.http.core.Event;
import io.streamweir.http.core.EventSink;
import io.streamweir.http.core.Paging;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.engine.Engine;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stream of results from the log that the pipeline keeps: from where the client says, without a
 * gap. One look at a time.
 */
final class LogStream {
  private static final int PAGE = 200;

  private final Engine engine;
  private final ResultLog log;
  private final String pipeline;
  private final AtomicInteger wanted = new AtomicInteger();
  private String place;

  private LogStream(Engine engine, ResultLog log, String pipeline, String place) {
    this.engine = engine;
    this.log = log;
    this.pipeline = pipeline;
    this.place = place;
  }

  /**
   * A stream from the place that {@code Last-Event-ID} names, else from the time {@code since},
   * else from now on.
   *
   * @throws io.streamweir.http.core.ProblemException where there is no such place
   */
  static LogStream begin(
      Engine engine, RedisLink link, PipelineFacts<?> pipeline, Request request) {
    ResultLog log = ResultLog.of(link, pipeline);
    Optional<String> last = request.header("Last-Event-ID").or(() -> request.query("after"));
    String place =
        last.orElseGet(() -> log.since(Paging.time(request, "since").orElseGet(Instant::now)));
    try {
      log.page(place, 1);
    } catch (IllegalArgumentException e) {
      throw Problem.of(ProblemType.BAD_REQUEST, String.valueOf(e.getMessage())).asException();
    }
    return new LogStream(engine, log, pipeline.name(), place);
  }

  /** Begins, and answers with what is to be called whenever there may be more. */
  Runnable follow(EventSink sink) {
    Runnable look = () -> look(sink);
    look.run();
    return look;
  }

  /** The one that finds nobody looking looks, and again as long as others came meanwhile. */
  private void look(EventSink sink) {
    if (wanted.getAndIncrement() == 0) {
      engine.background(
          () -> {
            int seen;
            do {
              seen = wanted.get();
              send(sink);
            } while (!wanted.compareAndSet(seen, 0) && !sink.ended());
            return seen;
          });
    }
  }

  private void send(EventSink sink) {
    try {
      ResultPage page;
      do {
        page = log.page(place, PAGE);
        List<LoggedResult> results = page.results();
        for (int i = 0; i < results.size(); i++) {
          sink.send(event(results.get(i)).withId(page.cursorAfter(i)));
        }
        if (page.missed() > 0) {
          sink.send(
              Event.of("gap", io.streamweir.http.core.Json.object().put("missed", page.missed())));
        }
        place = page.next();
      } while (page.more() && !sink.ended());
    } catch (RedisCallException e) {
      sink.end(); // the client connects again, and goes on where it was
    }
  }

  private Event event(LoggedResult logged) {
    return Event.of(
        "end",
        JobView.of(pipeline, logged.result())
            .put("at", logged.at().toString())
            .put("partition", logged.partition()));
  }
}
