package io.streamweir.cli;

import static org.awaitility.Awaitility.await;

import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.accesslog.AccessLogPipeline;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import io.streamweir.worker.Worker;
import java.util.Set;

/**
 * Takes a line through a worker, so that the JVMs of tests find the classes in their archive. All
 * threads have ended when the JVM writes it: JDK 17 crashes where one still loads classes.
 */
final class RehearsalMain {
  private RehearsalMain() {}

  public static void main(String[] arguments) {
    try (RedisServer server = RedisServer.start();
        RedisLink link = RedisLink.open(RedisConfig.of(server.uri()).withNamespace("sw"));
        Worker worker = Worker.start(link, AccessLogPipeline.pipeline(1, Set.of()))) {
      Place place = new Place(server.uri(), "sw");
      place.runWithInput("no log line\n", "submit", "-p", "access-log", "-");
      await().atMost(Patience.PATIENCE).until(() -> reports(place, "1 rejected"));
      place.run("status");
    }
  }

  private static boolean reports(Place place, String text) {
    return place.run("report").out().contains(text);
  }
}
