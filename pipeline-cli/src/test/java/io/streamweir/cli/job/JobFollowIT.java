package io.streamweir.cli.job;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.cli.pipelines.SlowPipeline;
import io.streamweir.cli.worker.WorkerIT;
import io.streamweir.http.core.Json;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithRedis
class JobFollowIT {

  @TempDir private Path directory;

  @Test
  void showsAndFollowsWhatTheHandlerSaysUntilTheJobEnds(RedisSpace space) throws Exception {
    Place place = Place.of(space);
    Path input = Files.writeString(directory.resolve("jobs"), WorkerIT.SLOW_JOB);
    Run submitted = place.run("submit", "-p", "slow", "--ids", input.toString());
    assertThat(submitted.status()).as(submitted.err()).isZero();
    String job = submitted.lines().get(0);
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, new SlowPipeline().pipeline());
        ChildJvm follow = place.start("job", "-p", "slow", job, "--follow")) {
      assertThat(worker.lanes()).hasSize(1);
      follow.awaitOutput("wait: 40.0 %  page 4 of 10", PATIENCE);
      await().atMost(PATIENCE).until(() -> place.run("job", "-p", "slow", job).status() == 0);
      Run looked = place.run("job", "-p", "slow", job, "--json");
      JsonNode said = Json.parse(looked.lines().get(0));
      assertThat(said.at("/stage").asText()).isEqualTo("wait");
      assertThat(said.at("/fraction").asDouble()).isEqualTo(0.4);
      assertThat(said.at("/worker").asText()).isEqualTo(worker.consumer());

      place.run("cancel", "-p", "slow", job);
      follow.awaitOutput("cancelled", PATIENCE);
      assertThat(follow.awaitExit(PATIENCE)).hasValue(0);
    }
    Run ended = place.run("job", "-p", "slow", job, "--follow");
    assertThat(ended.status()).isZero();
    assertThat(ended.lines()).hasSize(1);
    assertThat(ended.out()).contains("cancelled");
  }
}
