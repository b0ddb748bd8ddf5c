package io.streamweir.chaos.program;

import io.streamweir.listener.WorkerListener;
import io.streamweir.redis.CommandListener;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A program of a user's that runs both pipelines within it, and whose listeners throw: half of the
 * time, and half of that Errors, such as the end of the memory.
 */
public final class ThrowingWorker implements CommandListener {
  private ThrowingWorker() {}

  /** Takes the options of the command {@code worker}, as far as a run gives them. */
  public static void main(String[] args) throws InterruptedException {
    List<String> options = Arrays.asList(args);
    String lease = after("--lease", options).replace("ms", "");
    WorkerConfig config =
        WorkerConfig.defaults()
            .withConsumer(after("--name", options))
            .withLease(Duration.ofMillis(Long.parseLong(lease)))
            .withListener(throwing());
    RedisConfig redis =
        RedisConfig.of(after("--redis", options)).withNamespace(after("--namespace", options));
    Settings settings = Settings.ofProcess();
    try (RedisLink link = RedisLink.open(redis);
        Worker echo = Worker.start(link, EchoPipeline.pipeline(settings), config)) {
      link.listen(new ThrowingWorker());
      Worker worker = Worker.start(link, ChaosPipeline.pipeline(settings), config);
      System.err.println("worker " + echo.consumer() + " is ready: its listeners throw");
      worker.runUntilShutdown();
    }
  }

  private static String after(String option, List<String> options) {
    return options.get(options.indexOf(option) + 1);
  }

  private static WorkerListener throwing() {
    return (WorkerListener)
        Proxy.newProxyInstance(
            WorkerListener.class.getClassLoader(),
            new Class<?>[] {WorkerListener.class},
            (proxy, method, arguments) -> {
              mayThrow();
              return null;
            });
  }

  @Override
  public void answered(String command, long nanos) {
    mayThrow();
  }

  @Override
  public void failed(String command, RedisCallException failure) {
    mayThrow();
  }

  private static void mayThrow() {
    int chance = ThreadLocalRandom.current().nextInt(4);
    if (chance == 0) {
      throw new IllegalStateException("a listener that throws");
    }
    if (chance == 1) {
      throw new OutOfMemoryError("a listener that throws an Error");
    }
  }
}
