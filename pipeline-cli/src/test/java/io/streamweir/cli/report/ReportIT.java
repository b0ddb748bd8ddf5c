package io.streamweir.cli.report;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.cli.Place;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.accesslog.AccessLogPipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What {@code report} says of lines that were rejected. */
@WithRedis
class ReportIT {
  private static final String LINE =
      "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 7 \"-\" \"-\"";

  @Test
  void namesEachFormatOfTheRejectedLines(RedisSpace space, RedisCommands<String, String> redis) {
    Place place = Place.of(space);
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, AccessLogPipeline.pipeline(1, Set.of()))) {
      String main = LINE + " \"203.0.113.9\"\n";
      place.runWithInput(
          "bad\n" + main + main + "www.example.com:443 " + LINE + "\n",
          "submit",
          "-p",
          "access-log",
          "-");
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> redis.xlen(space.key("{access-log/0}:dead:parse")) == 4);
    }
    assertThat(place.run("report").out())
        .contains("for example: bad")
        .contains("nginx' format main: 2\n", "Apache's format vhost_combined: 1\n")
        .contains("STREAMWEIR_ACCESS_LOG_FORMATS=vhost_combined,main\n");
  }
}
