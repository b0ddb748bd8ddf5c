package io.streamweir.internal.feature.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Splits behind which stages keep the order of keys. */
@WithRedis
class GatherOrderIT {
  @Test
  void partsAndGathersKeepTheOrderOfTheirKey(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline =
        Pipeline.named("splits")
            .accepts(Text.class)
            .split("list", Text.class, SplitPipelines::numbered)
            .stage("number", Amount.class, SplitPipelines::number, c -> c.withOrder())
            .gather("show", Text.class, Text.class, SplitPipelines::show, c -> c.withOrder())
            .build();
    SubmitOptions key = SubmitOptions.defaults().withKey("k");
    try (Rig rig = Rig.on(space, pipeline)) {
      List<Receipt> jobs =
          IntStream.range(0, 20).mapToObj(i -> rig.jobs().submit(new Text("" + i), key)).toList();
      rig.worker(new Ledger(), config -> config.withConcurrency(8));
      for (int i = 0; i < 20; i++) {
        assertThat(rig.value(jobs.get(i)))
            .isEqualTo(i + " 0 " + IntStream.range(0, i).boxed().toList() + " ");
      }
      assertThat(rig.redis.keys(rig.keys.gather("*", "*", "*"))).isEmpty();
    }
  }
}
