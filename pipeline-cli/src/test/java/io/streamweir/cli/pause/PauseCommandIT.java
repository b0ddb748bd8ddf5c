package io.streamweir.cli.pause;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@WithRedis
class PauseCommandIT {
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";
  private static final String REQUEST =
      "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 9 \"-\" \"a\"\n";

  private static Run run(Place place, String command, String... rest) {
    String[] words = new String[rest.length + 3];
    words[0] = command;
    words[1] = "-p";
    words[2] = "access-log";
    System.arraycopy(rest, 0, words, 3, rest.length);
    return place.run(words);
  }

  @Test
  void pausesAndResumesAndStatusShowsIt(RedisSpace space) {
    Place place = Place.of(space);
    Run paused =
        run(place, "pause", "--stage", "parse", "--by", "ops", "--reason", "the disk is full");
    assertThat(paused.all()).isEqualTo("paused stage parse of access-log, until it is resumed\n");
    String line =
        "  parse: paused since " + TIME + " by ops, until it is resumed: the disk is full";
    assertThat(run(place, "status").lines()).anyMatch(shown -> shown.matches(line));

    JsonNode status = Json.parse(run(place, "status", "--json").out()).at("/pipelines/0");
    assertThat(status.at("/stages/0/paused").asBoolean()).isTrue();
    assertThat(status.at("/stages/1/paused").asBoolean(true)).isFalse();
    assertThat(status.at("/pauses")).hasSize(1);
    assertThat(status.at("/pauses/0/stage").asText()).isEqualTo("parse");
    assertThat(status.at("/pauses/0/until").isNull()).isTrue();
    assertThat(status.at("/pauses/0/by").asText()).isEqualTo("ops");
    assertThat(status.at("/pauses/0/reason").asText()).isEqualTo("the disk is full");

    assertThat(run(place, "resume", "--stage", "parse").all())
        .matches(
            "resumed stage parse of access-log, which was paused since "
                + TIME
                + " by ops, until it is resumed: the disk is full\n");
    assertThat(run(place, "status").out()).doesNotContain("paused");
  }

  @Test
  void keepsWhatWasPausedBeforeAndSaysSo(RedisSpace space) {
    Place place = Place.of(space);
    JsonNode first = Json.parse(run(place, "pause", "--for", "10m", "--by", "one", "--json").out());
    assertThat(first.at("/pipeline").asText()).isEqualTo("access-log");
    assertThat(first.at("/stage").isNull()).isTrue();
    assertThat(first.at("/already").asBoolean(true)).isFalse();
    Instant since = Instant.parse(first.at("/since").asText());
    assertThat(first.at("/until").asText())
        .isEqualTo(since.plus(Duration.ofMinutes(10)).toString());

    Run again = run(place, "pause", "--by", "two");
    assertThat(again.status()).isZero();
    assertThat(again.all())
        .matches(
            "pipeline access-log was paused before; now it is paused since "
                + TIME
                + " by one, until "
                + TIME
                + "\n");
    JsonNode changed = Json.parse(run(place, "pause", "--for", "0s", "--json").out());
    assertThat(changed.at("/already").asBoolean()).isTrue();
    assertThat(changed.at("/since")).isEqualTo(first.at("/since"));
    assertThat(changed.at("/until").isNull()).isTrue();
  }

  @Test
  void resumesWhatIsNotPausedWithoutHarmAndSaysWhatStillIs(RedisSpace space) {
    Place place = Place.of(space);
    Run nothing = run(place, "resume");
    assertThat(nothing.status()).isZero();
    assertThat(nothing.all()).isEqualTo("pipeline access-log was not paused as a whole\n");
    run(place, "pause", "--stage", "parse");
    assertThat(run(place, "resume").all())
        .isEqualTo("pipeline access-log was not paused as a whole; still paused: stage parse\n");
    run(place, "pause");
    JsonNode json = Json.parse(run(place, "resume", "--stage", "parse", "--json").out());
    assertThat(json.at("/resumed").asBoolean()).isTrue();
    assertThat(json.at("/stillPaused")).hasSize(1);
    assertThat(run(place, "resume", "--stage", "parse").all())
        .isEqualTo("stage parse of access-log was not paused; still paused: the whole pipeline\n");
  }

  @Test
  void refusesStagesAndTimesThatMakeNoSense(RedisSpace space) {
    Place place = Place.of(space);
    Run stage = run(place, "pause", "--stage", "prase");
    assertThat(stage.status()).isEqualTo(2);
    assertThat(stage.err()).contains("unknown stage 'prase'; known: parse, classify");
    assertThat(run(place, "resume", "--stage", "prase").status()).isEqualTo(2);
    assertThat(run(place, "pause", "--for", "soon").status()).isEqualTo(2);
    Run reason = run(place, "pause", "--reason", "two\nlines");
    assertThat(reason.status()).isEqualTo(2);
    assertThat(reason.err()).contains("one line of at most 500 characters");
    assertThat(run(place, "status").out()).doesNotContain("paused");
  }

  @Test
  void saysWhatToDoWhereSubmitsAreRefused(RedisSpace space) {
    Place place = Place.of(space);
    assertThat(run(place, "pause", "--refuse-submits", "--reason", "disk full").all())
        .isEqualTo("paused pipeline access-log, until it is resumed; submits are refused\n");
    Run refused = place.runWithInput(REQUEST, "submit", "-p", "access-log", "-");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err())
        .contains(
            "submits are refused while the pipeline is paused, until it is resumed (disk full);"
                + " submit again then, or end the pause with the command resume");
    run(place, "resume");
    assertThat(place.runWithInput(REQUEST, "submit", "-p", "access-log", "-").status()).isZero();
  }
}
