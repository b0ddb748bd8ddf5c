package io.streamweir.cli.status;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.cli.Place;
import io.streamweir.cli.Providers;
import io.streamweir.cli.Run;
import io.streamweir.cli.pipelines.FlakyPipeline;
import io.streamweir.cli.pipelines.UrgentPipeline;
import io.streamweir.http.core.Json;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.accesslog.AccessLogPipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code status} shows of pipelines that a worker has run and that no provider gives now. */
@WithRedis
public class UndefinedPipelineIT {
  private static final ClassLoader NONE_OF_THEM = new Providers(AccessLogPipeline.class.getName());
  private static final ClassLoader BROKEN =
      new Providers(Broken.class.getName(), AccessLogPipeline.class.getName());

  private Place place;

  /** Throws, whosever pipeline it gave before. */
  public static final class Broken implements PipelineProvider {
    @Override
    public Pipeline<?> pipeline() {
      throw new IllegalStateException("no configuration");
    }
  }

  @BeforeEach
  void work(RedisSpace space) {
    place = Place.of(space);
    try (RedisLink link =
            RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
        Worker worker = Worker.start(link, new FlakyPipeline().pipeline());
        Worker urgent = Worker.start(link, new UrgentPipeline().pipeline())) {
      submit("flaky", "poison\nclosed\npoison\n");
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () ->
                  figures(place.run("status", "-p", "flaky", "--json")).contains("check 0 0 1 2"));
    }
    submit("flaky", "one\ntwo\n");
    submit("urgent", "three\n", "--priority", "high");
  }

  private void submit(String pipeline, String lines, String... options) {
    String[] all = new String[options.length + 4];
    System.arraycopy(options, 0, all, 4, options.length);
    System.arraycopy(new String[] {"submit", "-p", pipeline, "-"}, 0, all, 0, 4);
    assertThat(place.runWithInput(lines, all).status()).isZero();
  }

  /** The stages of the first pipeline: what waits, is pending, is delayed, is dead. */
  private static List<String> figures(Run run) {
    JsonNode stages = Json.parse(run.out()).at("/pipelines/0/stages");
    return StreamSupport.stream(stages.spliterator(), false)
        .map(
            stage ->
                String.join(
                    " ",
                    stage.at("/stage").asText(),
                    stage.at("/lag").asText(),
                    stage.at("/pending").asText(),
                    stage.at("/delayed").asText(),
                    stage.at("/dead").asText()))
        .toList();
  }

  @Test
  void theOneThatIsNamedIsShownByWhatRedisKnows() {
    Run shown = place.runWith(NONE_OF_THEM, "status", "-p", "flaky", "--json");
    assertThat(shown.status()).as(shown.err()).isZero();
    assertThat(figures(shown))
        .isEqualTo(figures(place.run("status", "-p", "flaky", "--json")))
        .containsExactly("receive 2 0 0 0", "check 0 0 1 2", "answer 0 0 0 0", "sum 0 0 0 0");
    assertThat(shown.err().lines()).hasSize(1);
    assertThat(shown.err())
        .contains("no provider on the class path gives pipeline 'flaky'", "what Redis knows");
    Run urgent = place.runWith(NONE_OF_THEM, "status", "-p", "urgent");
    assertThat(urgent.lines()).anyMatch(line -> line.matches("    high +1 +0 +- +0 .*"));
  }

  @Test
  void allThatRedisKnowsAreShownWhereAProviderIsBroken() {
    Run shown = place.runWith(BROKEN, "status", "--json");
    assertThat(shown.status()).isEqualTo(1);
    assertThat(shown.err()).contains(Broken.class.getName(), "no configuration");
    assertThat(Json.parse(shown.out()).at("/pipelines").findValuesAsText("pipeline"))
        .containsExactly("access-log", "flaky", "urgent");
    Run table = place.runWith(new Providers(Broken.class.getName()), "status");
    assertThat(table.status()).isEqualTo(1);
    assertThat(table.lines()).contains("flaky", "urgent").doesNotContain("access-log");
  }

  @Test
  void whereNoProviderIsBrokenOnlyTheGivenOnesAreShown() {
    Run shown = place.runWith(NONE_OF_THEM, "status", "--json");
    assertThat(shown.status()).isZero();
    assertThat(shown.err()).isEmpty();
    assertThat(Json.parse(shown.out()).at("/pipelines").findValuesAsText("pipeline"))
        .containsExactly("access-log");
  }

  @Test
  void oneThatNobodyKnowsIsWrongUsage() {
    Run shown = place.runWith(BROKEN, "status", "-p", "nope");
    assertThat(shown.status()).isEqualTo(2);
    assertThat(shown.out()).isEmpty();
    assertThat(shown.err())
        .contains("Redis knows no pipeline 'nope'", "unknown pipeline 'nope'; known: access-log");
  }

  @Test
  void oneThatRedisKnowsWronglyHidesNoOther(RedisSpace space, RedisCommands<String, String> redis) {
    redis.hset(space.key("{old}:meta"), "format", "1");
    redis.set(space.key("{text}:meta"), "somebody's");
    redis.hset(space.key("{no\u001bname}:meta"), "format", "1");
    Run shown = place.runWith(BROKEN, "status", "--json");
    assertThat(shown.status()).isEqualTo(1);
    assertThat(shown.err())
        .contains("pipeline 'old' is left out: ", "pipeline 'text' is left out: ")
        .doesNotContain("\u001b");
    assertThat(Json.parse(shown.out()).at("/pipelines").findValuesAsText("pipeline"))
        .containsExactly("access-log", "flaky", "urgent");
  }
}
