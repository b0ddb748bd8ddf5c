package io.streamweir.http.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.core.ProblemType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class InputReaderTest {
  /** What the test submits. */
  public record Order(String number, long cents, Optional<Instant> due, List<Line> lines) {}

  /** A part of it. */
  public record Line(String sku, int count) {
    /** Refuses what the schema allows. */
    public Line {
      if (count < 1) {
        throw new IllegalArgumentException("a line has at least one: " + count);
      }
    }
  }

  private static byte[] utf8(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static Order read(String json) {
    return InputReader.read(utf8(json), Order.class);
  }

  private static ProblemException refused(String json) {
    return catchThrowableOfType(ProblemException.class, () -> read(json));
  }

  private static List<String> errors(String json) {
    ProblemException e = refused(json);
    assertThat(e.problem().type()).isEqualTo(ProblemType.INVALID_INPUT);
    JsonNode errors = e.problem().json().get("errors");
    return StreamSupport.stream(errors.spliterator(), false)
        .map(each -> each.get("pointer").textValue() + ": " + each.get("detail").textValue())
        .toList();
  }

  @Test
  void readsARecordWithItsDefaults() {
    assertThat(
            read(
                "{'number':'é','cents':9223372036854775807,'due':'2026-11-30T13:45:00Z',"
                    + "'lines':[{'sku':'a','count':1.0}]}"))
        .isEqualTo(
            new Order(
                "é",
                Long.MAX_VALUE,
                Optional.of(Instant.parse("2026-11-30T13:45:00Z")),
                List.of(new Line("a", 1))));
    assertThat(read("{'number':'','cents':0,'lines':[]}").due()).isEmpty();
  }

  @Test
  void pointsToEveryPlaceThatDoesNotFit() {
    assertThat(errors("{'cents':9223372036854775808,'lines':[{'sku':'a','count':'1'}],'x/y':1}"))
        .satisfiesExactlyInAnyOrder(
            each -> assertThat(each).startsWith("/number: is missing"),
            each -> assertThat(each).startsWith("/cents: expected a long"),
            each -> assertThat(each).startsWith("/lines/0/count: expected an int"),
            each -> assertThat(each).startsWith("/x~1y: unknown field"));
  }

  @Test
  void refusesANameThatStandsTwiceAndWhatFollows() {
    assertThat(errors("{'number':'','cents':0,'cents':1,'lines':[{'sku':'a','sku':'a'}]} {}"))
        .containsExactlyInAnyOrder(
            "/cents: given twice",
            "/lines/0/sku: given twice",
            ": something follows behind the JSON value");
  }

  @Test
  void saysWhereATextStopsToBeJson() {
    ProblemException e = refused("{'number': }");
    assertThat(e.problem().type()).isEqualTo(ProblemType.BAD_REQUEST);
    assertThat(e.problem().detail()).contains("line 1, column 1");
    assertThat(refused("").problem().type()).isEqualTo(ProblemType.BAD_REQUEST);
    assertThat(refused("[".repeat(100_000)).problem().type()).isEqualTo(ProblemType.BAD_REQUEST);
  }

  @Test
  void tellsWhatTheClassItselfRefuses() {
    assertThat(errors("{'number':'','cents':0,'lines':[{'sku':'a','count':0}]}"))
        .singleElement()
        .asString()
        .contains("a line has at least one: 0");
  }

  @Test
  void costsNoTimeForHugeExponents() {
    assertThat(errors("{'number':'','cents':1e999999999,'lines':[]}")).hasSize(1);
    assertThat(errors("{'number':'','cents':1e-999999999,'lines':[]}")).hasSize(1);
    assertThat(errors("{'number':'','cents':[0,1e99999999999],'lines':[]}"))
        .containsExactly("/cents/1: the exponent of the number is too large");
  }
}
