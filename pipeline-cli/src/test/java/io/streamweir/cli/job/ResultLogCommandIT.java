package io.streamweir.cli.job;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code results} of a pipeline that keeps a log of them, and {@code reader}. */
@WithRedis
class ResultLogCommandIT {

  private static Run results(Place place, String... rest) {
    List<String> words = new ArrayList<>(List.of("results", "-p", "urgent"));
    words.addAll(List.of(rest));
    return place.run(words.toArray(String[]::new));
  }

  private static void work(Place place, String lines, int logged) {
    place.runWithInput(lines, "submit", "-p", "urgent", "-");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> results(place, "--since", "1h").lines().size() == logged);
  }

  private static List<String> values(Run run) {
    return run.lines().stream()
        .map(Json::parse)
        .map(line -> line.at("/value/line").asText() + line.at("/error").asText())
        .toList();
  }

  @Test
  void printsEveryEndOnceToEachReader(RedisSpace space) {
    Place place = Place.of(space);
    try (ChildJvm worker = place.start("worker", "-p", "urgent")) {
      worker.awaitOutput("is ready", PATIENCE);
      work(place, "one\nbad\nthree\n", 3);
      Run all = results(place, "--since", "1h", "--json");
      assertThat(values(all)).containsExactlyInAnyOrder("one", "bad line", "three");
      JsonNode first = Json.parse(all.lines().get(0));
      assertThat(first.at("/at").asText()).contains("T").endsWith("Z");
      assertThat(first.at("/partition").asInt(-1)).isZero();
      assertThat(first.at("/end").asText()).contains("-");
      assertThat(results(place, "--since", "1h").lines().get(0)).contains("Z  ", " at answer");

      String[] named = {"--name", "billing", "--idle", "1s", "--json"};
      assertThat(values(results(place, named)))
          .containsExactlyInAnyOrder("one", "bad line", "three");
      assertThat(results(place, named).out()).isEmpty();
      work(place, "four\n", 4);
      assertThat(place.run("reader", "list", "-p", "urgent").out())
          .containsPattern("READER +UNREAD +OLDEST +MISSED\nbilling +1 ");
      assertThat(values(results(place, named))).containsExactly("four");
      assertThat(results(place, "--name", "new", "--from-now", "--idle", "1s").out()).isEmpty();
      expectReaders(place);
    }
  }

  private static void expectReaders(Place place) {
    String nothing = "\",\"unread\":0,\"oldestUnreadSeconds\":0.0,\"missed\":0}";
    assertThat(place.run("reader", "list", "-p", "urgent", "--json").lines())
        .containsExactly("{\"reader\":\"billing" + nothing, "{\"reader\":\"new" + nothing);
    Run removed = place.run("reader", "remove", "-p", "urgent", "--name", "billing");
    assertThat(removed.out()).isEqualTo("removed reader billing of pipeline urgent\n");
    Run gone = place.run("reader", "remove", "-p", "urgent", "--name", "billing");
    assertThat(gone.status()).isEqualTo(1);
    assertThat(gone.err()).contains("has no reader 'billing'");
    place.run("reader", "remove", "-p", "urgent", "--name", "new");
    assertThat(place.run("reader", "list", "-p", "urgent").out()).isEqualTo("no readers\n");
  }

  @ParameterizedTest
  @CsvSource({
    "results --since 1h",
    "results --name billing",
    "reader list",
    "reader remove --name a"
  })
  void saysHowToTurnTheLogOn(String command, RedisSpace space) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.addAll(List.of("-p", "slow"));
    Run run = Place.of(space).run(words.toArray(String[]::new));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains("keeps no log of results; add keepResults(Duration.ofDays(7)) to its definition");
  }

  @ParameterizedTest
  @CsvSource({
    "results --since yesterday,is no time",
    "results --since 1h --name a,give --since",
    "results --from-now,give --since",
    "results --name No,use 1 to 64 lower-case letters",
    "reader remove --name No,use 1 to 64 lower-case letters",
    "reader remove,--name",
    "reader,Usage: streamweir reader"
  })
  void saysWhatIsWrong(String command, String expected, RedisSpace space) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    if (words.size() > 1) {
      words.addAll(List.of("-p", "urgent"));
    }
    Run run = Place.of(space).run(words.toArray(String[]::new));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(expected);
  }
}
