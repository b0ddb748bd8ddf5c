package io.streamweir.benchmarks.contestants;

import io.streamweir.http.HttpApi;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.server.HttpServer;
import io.streamweir.http.server.ServerConfig;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serves the API of one pipeline, as {@code streamweir serve} does. */
final class HttpServe implements Contestant {
  private final String uri;
  private final Pipeline<?> pipeline;
  private @Nullable HttpApi api;
  private @Nullable HttpServer server;

  HttpServe(String uri, Pipeline<?> pipeline) {
    this.uri = uri;
    this.pipeline = pipeline;
  }

  @Override
  public void start(Task task) throws IOException {
    HttpApi above = HttpApi.of(Engine.of(RedisConfig.of(uri), List.of(pipeline)));
    api = above;
    server =
        HttpServer.start(above.api(), ServerConfig.defaults().at("127.0.0.1", task.number("port")));
  }

  @Override
  public void stop() {
    if (server != null) {
      server.close();
      server = null;
    }
    if (api != null) {
      api.close();
      api = null;
    }
  }

  @Override
  public void close() {
    stop();
  }
}
