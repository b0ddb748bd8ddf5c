package io.streamweir.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.pipeline.Plural;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class PipelineMetaIT {
  private TestInbox inbox;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void letsTheFirstOneDecide() {
    PipelineMeta.agree(inbox.link, pipeline(3, "work", "next"));

    assertThat(Resp.named(inbox.ask(Command.HGETALL, Keys.meta(inbox.link, "p"))))
        .containsOnlyKeys(
            "format",
            "partitions",
            "stages",
            "input",
            "result-ttl",
            "max-backlog",
            "keyed",
            "splits",
            "keyed-by")
        .hasEntrySatisfying("partitions", v -> assertThat(Resp.text(v)).isEqualTo("3"))
        .hasEntrySatisfying("format", v -> assertThat(Resp.text(v)).isEqualTo("1"))
        .hasEntrySatisfying("stages", v -> assertThat(Resp.text(v)).isEqualTo("work,next"));
    assertThatCode(() -> PipelineMeta.agree(inbox.link, pipeline(3, "work", "next")))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesAnotherNumberOfPartitions() {
    PipelineMeta.agree(inbox.link, pipeline(3, "work"));

    assertThatExceptionOfType(PipelineMeta.MismatchException.class)
        .isThrownBy(() -> PipelineMeta.agree(inbox.link, pipeline(4, "work")))
        .withMessageContaining("partitions 3 in Redis and 4 in this program");
    assertThat(Resp.named(inbox.ask(Command.HGETALL, Keys.meta(inbox.link, "p"))))
        .hasEntrySatisfying("partitions", v -> assertThat(Resp.text(v)).isEqualTo("3"));
  }

  @Test
  void refusesAnotherWireFormat() {
    inbox.ask(Command.HSET, Keys.meta(inbox.link, "p"), "format", "2");

    assertThatExceptionOfType(PipelineMeta.MismatchException.class)
        .isThrownBy(() -> PipelineMeta.agree(inbox.link, pipeline(1, "work")))
        .withMessageContaining("wire format 2 in Redis and 1 in this program");
  }

  @Test
  void takesAddedAndReorderedStages() {
    PipelineMeta.agree(inbox.link, pipeline(1, "work", "next"));
    inbox.fill(2);

    PipelineMeta.agree(inbox.link, pipeline(1, "before", "next", "work", "after"));

    assertThatCode(
            () -> PipelineMeta.check(inbox.link, pipeline(1, "before", "next", "work", "after")))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesToForgetAStageThatHasWork() {
    PipelineMeta.agree(inbox.link, pipeline(1, "before", "work"));
    inbox.createGroup();
    List<String> ids = inbox.fill(2);
    assertStranded(2);

    inbox.deliver("c", 2);
    assertStranded(2);
    inbox.acknowledge(ids);
    inbox.ask(Command.of("ZADD"), inbox.keys.later("work"), 1, "delayed");
    assertStranded(1);

    inbox.ask(Command.of("DEL"), inbox.keys.later("work"));
    PipelineMeta.agree(inbox.link, pipeline(1, "before"));
    PipelineMeta.check(inbox.link, pipeline(1, "before"));
  }

  @Test
  void onlyLooksWhereItIsAskedToCheck() {
    PipelineMeta.check(inbox.link, pipeline(1, "work"));
    assertThat(inbox.ask(Command.HGETALL, Keys.meta(inbox.link, "p"))).isEmpty();
    PipelineMeta.agree(inbox.link, pipeline(1, "work"));

    assertThatExceptionOfType(PipelineMeta.MismatchException.class)
        .isThrownBy(() -> PipelineMeta.check(inbox.link, pipeline(1, "work", "after")))
        .withMessageContaining("stages work in Redis and work,after in this program");
  }

  @Test
  void sumsCountersOverPartitions() {
    inbox.ask(Command.HSET, Keys.of(inbox.link, "p", 0).state("hits"), "a", "3", "b", "1");
    inbox.ask(Command.HSET, Keys.of(inbox.link, "p", 1).state("hits"), "a", "4");

    assertThat(new StateCounters(inbox.link).read(Keys.partitions(inbox.link, "p", 2), "hits"))
        .containsOnly(entry("a", 7L), entry("b", 1L));
  }

  private void assertStranded(int entries) {
    assertThatExceptionOfType(PipelineMeta.MismatchException.class)
        .isThrownBy(() -> PipelineMeta.agree(inbox.link, pipeline(1, "before")))
        .withMessageContaining(
            "has " + Plural.of(entries, "entry", "entries") + " at stage 'work'");
  }

  private static Pipeline<Text> pipeline(int partitions, String... stages) {
    PipelineBuilder<Text, Text> builder =
        Pipeline.named("p").accepts(Text.class).partitions(partitions);
    for (String stage : stages) {
      builder = builder.stage(stage, Text.class, (text, context) -> Outcome.forward(text));
    }
    return builder.build();
  }
}
