package io.streamweir.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.embedded.RedisExecProvider;

class HopDriveIT {
  private static final int ENTRIES = 3_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hop.bare",
        "hop.streamweir",
        "hop.streamweir-records",
        "hop.jedis",
        "hop.redisson"
      })
  void takesEveryEntryToTheNextInboxTwice(String contestant) throws Exception {
    Path binary = RedisExecProvider.defaultProvider().get().toPath();
    try (Server server = Server.start(binary, List.of());
        Child child = Child.java(contestant, server.uri(), List.of("-Xmx256m"))) {
      HopDrive drive = new HopDrive(server);
      drive.turn(child, ENTRIES); // it checks that all arrived
      Map<Metric, Double> measured = drive.turn(child, ENTRIES);
      assertThat(measured)
          .containsKeys(Metric.RATE, Metric.REDIS_CPU, Metric.CPU, Metric.ALLOCATED);
      assertThat(measured.get(Metric.RATE)).isPositive();
    }
  }
}
