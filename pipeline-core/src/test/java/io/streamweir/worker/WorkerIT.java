package io.streamweir.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@WithRedis
class WorkerIT {
  private static final Pipeline<Text> SQUARES =
      Pipeline.named("squares")
          .accepts(Text.class)
          .stage(
              "parse",
              Amount.class,
              (text, context) -> Outcome.forward(new Amount(Long.parseLong(text.getValue()), null)))
          .stage(
              "square",
              Amount.class,
              (amount, context) ->
                  Outcome.forward(new Amount(amount.getValue() * amount.getValue(), null)))
          .stage(
              "show",
              Text.class,
              (amount, context) -> Outcome.finish(new Text("" + amount.getValue())))
          .build();

  @Test
  void takesJobsThroughThreeStages(RedisSpace space) throws Exception {
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, SQUARES);
        JobClient<Text> jobs = JobClient.connect(link, SQUARES)) {
      List<Text> inputs = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        inputs.add(new Text("" + i));
      }
      List<Receipt> receipts = jobs.submitAll(inputs);
      for (int i = 0; i < receipts.size(); i++) {
        Result result = jobs.result(receipts.get(i)).get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(result.value(Text.class).getValue()).isEqualTo("" + (long) i * i);
      }
      assertThat(worker.consumer()).isNotEmpty();
    }
  }
}
