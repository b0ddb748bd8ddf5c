package io.streamweir.http.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What a route answers: a whole body, a stream of events, a stream of lines, or one of them later.
 */
public sealed interface Answer {
  /** JSON. */
  static Whole json(int status, JsonNode body) {
    return of(status, "application/json", Json.bytes(body));
  }

  /** Plain text. */
  static Whole text(int status, String body) {
    return of(status, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  /** Any body, which the caller does not change. */
  static Whole of(int status, String mediaType, byte[] body) {
    return new Whole(status, Headers.none().with("Content-Type", mediaType), body);
  }

  /** No body. */
  static Whole empty(int status) {
    return new Whole(status, Headers.none(), new byte[0]);
  }

  /** A stream of events for {@code EventSource}. */
  static Events events(EventSource source) {
    Headers headers =
        Headers.none()
            .with("Content-Type", Events.MEDIA_TYPE)
            .with("Cache-Control", "no-cache")
            .with("X-Accel-Buffering", "no"); // nginx would wait for more
    return new Events(headers, source);
  }

  /** A body that is written while it comes into being, on a thread that may block. */
  static Written written(String mediaType, Writer writer) {
    return new Written(Headers.none().with("Content-Type", mediaType), writer);
  }

  /**
   * The answer that this future brings. If the client goes away before, it is cancelled. If the
   * server stops before, the client is told to ask again.
   */
  static Later later(CompletableFuture<? extends Answer> answer) {
    return later(answer, Answer::stopping);
  }

  /** The same with what is answered if the server stops before. */
  static Later later(CompletableFuture<? extends Answer> answer, Supplier<Answer> stopped) {
    return new Later(answer, stopped);
  }

  /** That the server takes no more requests. */
  static Answer stopping() {
    return Problem.stopping().answer();
  }

  /** The same with this header field, and no other value of it. */
  Answer withHeader(String name, String value);

  /** A body that is there. */
  final class Whole implements Answer {
    private final int status;
    private final Headers headers;
    private final byte[] body;

    private Whole(int status, Headers headers, byte[] body) {
      this.status = status;
      this.headers = headers;
      this.body = body;
    }

    /** The status. */
    public int status() {
      return status;
    }

    /** The header fields, without the length. */
    public Headers headers() {
      return headers;
    }

    /** The bytes; the caller does not change them. */
    public byte[] body() {
      return body;
    }

    /** The bytes as UTF-8. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public Whole withHeader(String name, String value) {
      return new Whole(status, headers.with(name, value), body);
    }

    Whole notModified() {
      return new Whole(304, headers.without("Content-Type"), new byte[0]);
    }
  }

  /**
   * A stream of events.
   *
   * @param headers the header fields
   * @param source where they come from
   */
  record Events(Headers headers, EventSource source) implements Answer {
    /** The media type. */
    public static final String MEDIA_TYPE = "text/event-stream";

    @Override
    public Events withHeader(String name, String value) {
      return new Events(headers.with(name, value), source);
    }
  }

  /**
   * A body that is written while it comes into being.
   *
   * @param headers the header fields
   * @param writer writes it
   */
  record Written(Headers headers, Writer writer) implements Answer {
    @Override
    public Written withHeader(String name, String value) {
      return new Written(headers.with(name, value), writer);
    }
  }

  /**
   * An answer that is not there yet.
   *
   * @param answer brings it
   * @param stopped what is answered if the server stops before
   */
  record Later(CompletableFuture<? extends Answer> answer, Supplier<Answer> stopped)
      implements Answer {
    @Override
    public Later withHeader(String name, String value) {
      return new Later(
          answer.thenApply(there -> there.withHeader(name, value)),
          () -> stopped.get().withHeader(name, value));
    }
  }

  /** Writes a body. */
  @FunctionalInterface
  interface Writer {
    /**
     * Writes all of it, on a thread of its own that may block.
     *
     * @throws IOException where the client has gone away; it is not reported
     */
    void write(OutputStream out) throws IOException;
  }
}
