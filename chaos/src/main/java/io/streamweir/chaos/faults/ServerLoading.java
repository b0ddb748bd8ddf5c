package io.streamweir.chaos.faults;

import io.lettuce.core.ScriptOutputType;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import java.time.Duration;

/** The server comes back and answers LOADING for seconds. */
final class ServerLoading implements Fault {
  /** Keys that slow the loading down, one after the other. */
  private static final String FILL =
      "for i = 1, ARGV[1] do redis.call('SET', 'filler:' .. i, i) end";

  private static final Duration REWRITE = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "server-loading";
  }

  @Override
  public String how() {
    return "kill -9 with appendfsync always, and a restart that answers LOADING for seconds"
        + " (key-load-delay)";
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    return usual.withServer(
        "--appendonly yes",
        "--appendfsync always",
        "--key-load-delay 200",
        "--loading-process-events-interval-bytes 1024");
  }

  @Override
  public void strike(Field field, Extent extent) {
    var redis = field.site().redis();
    redis.eval(
        FILL, ScriptOutputType.STATUS, new String[0], Integer.toString(extent.of(8_000, 25_000)));
    redis.bgrewriteaof(); // only keys of the base file are loaded slowly
    Waiting.require(
        "the log was rewritten",
        REWRITE,
        () -> redis.info("persistence").contains("aof_rewrite_in_progress:0"));
    field.site().server().kill();
    long begun = System.nanoTime();
    field.site().server().restart();
    field.note(
        "the server was away for "
            + Duration.ofNanos(System.nanoTime() - begun).toMillis()
            + " ms, most of it LOADING");
    field.measured(
        "progress after the server was ready",
        field.awaitProgress("work went on"),
        ServerKilled.BOUND);
  }
}
