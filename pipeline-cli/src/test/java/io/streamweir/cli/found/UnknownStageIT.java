package io.streamweir.cli.found;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stage that a pipeline has not, in every command that takes one. */
@WithRedis
class UnknownStageIT {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dead drop --all --yes --stage nope",
        "dead list --stage nope",
        "dead replay --all --yes --stage nope",
        "dead replay --all --yes --to nope",
        "dead show --id 0:5-5 --stage nope",
        "delayed --stage nope",
        "jobs --stage nope",
        "pause --stage nope",
        "purge --state waiting --yes --stage nope",
        "replay --since 1h --stage nope",
        "resume --stage nope",
        "run-now --yes --stage nope",
        "status --stages nope",
        "status --stages check,nope",
        "tap follow --name audit --stage nope",
        "tap remove --name audit --stage nope",
        "worker --stages nope"
      })
  void isToldInTheSameWordsWithThoseThatThereAre(String command, RedisSpace space) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.addAll(List.of("-p", "spread"));
    Run run = Place.of(space).run(words.toArray(String[]::new));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("unknown stage 'nope'; known: check, count\n");
  }
}
