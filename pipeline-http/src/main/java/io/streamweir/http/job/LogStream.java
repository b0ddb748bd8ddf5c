package io.streamweir.http.job;

import io.streamweir.client.LoggedResult;
import io.streamweir.client.ResultLog;
import io.streamweir.client.ResultPage;
import io.streamweir.http.core.Event;
import io.streamweir.http.core.EventSink;
import io.streamweir.http.core.Json;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of results from the log that the pipeline keeps: from where the client says, without a
 * gap. One look at a time.
 */
final class LogStream {
  private static final Logger LOG = LoggerFactory.getLogger(LogStream.class);
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
      later(sink);
    }
  }

  private void later(EventSink sink) {
    try {
      engine.soon(() -> turn(sink));
    } catch (RejectedExecutionException e) {
      sink.end(); // the server stops
    }
  }

  /** One page, so that a stream that is far behind keeps no other one waiting. */
  private void turn(EventSink sink) {
    int seen = wanted.get();
    boolean more = false;
    try {
      more = send(sink);
    } catch (RedisCallException e) {
      sink.end(); // the client connects again, and goes on where it was
    } catch (Throwable e) {
      LOG.error("a stream of results of {} failed", pipeline, e);
      sink.end();
    }
    if (!sink.ended() && (more || !wanted.compareAndSet(seen, 0))) {
      later(sink);
    }
  }

  /** Sends a page; whether there is more. */
  private boolean send(EventSink sink) {
    ResultPage page = log.page(place, PAGE);
    List<LoggedResult> results = page.results();
    for (int i = 0; i < results.size(); i++) {
      sink.send(event(results.get(i)).withId(page.cursorAfter(i)));
    }
    if (page.missed() > 0) {
      sink.send(Event.of("gap", Json.object().put("missed", page.missed())));
    }
    place = page.next();
    return page.more();
  }

  private Event event(LoggedResult logged) {
    return Event.of(
        "end",
        JobView.of(pipeline, logged.result())
            .put("at", logged.at().toString())
            .put("partition", logged.partition()));
  }
}
