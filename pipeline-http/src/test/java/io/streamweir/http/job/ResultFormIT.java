package io.streamweir.http.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.HttpApi;
import io.streamweir.http.contract.Contract;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.http.engine.Engine;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A result reads as an input is given, also where Avro's own JSON encoding reads otherwise. */
@WithRedis
class ResultFormIT {
  private record Visit(Instant at, Optional<String> note) {}

  @Test
  void answersAResultAsItWasGiven(RedisSpace space) {
    Pipeline<Visit> visits =
        Pipeline.named("visits")
            .accepts(Visit.class)
            .stage("see", Visit.class, (visit, context) -> Outcome.finish(visit))
            .build();
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    String input = "{\"at\":\"2026-03-01T10:00:00Z\",\"note\":\"late\"}";
    Request request =
        Request.of("POST", "/v1/pipelines/visits/jobs")
            .withHeader("Content-Type", "application/json")
            .withHeader("Prefer", "wait=60")
            .withBody("{\"input\":" + input + "}");
    try (RedisLink link = RedisLink.open(redis);
        Worker worker = Worker.start(link, visits);
        HttpApi http = Contract.http(Engine.of(redis, List.of(visits)))) {
      Answer.Whole answer = (Answer.Whole) http.api().answer(request);

      JsonNode end = Json.parse(answer.text());
      assertThat(end.get("value")).as(answer.text()).isEqualTo(Json.parse(input));
    }
  }
}
