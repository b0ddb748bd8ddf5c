package io.streamweir.http.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {
  private static Fields fields(String json) {
    return Fields.of(Json.parse(json.replace('\'', '"')));
  }

  private static List<String> pointers(String json, Consumer<Fields> read) {
    ProblemException thrown =
        catchThrowableOfType(
            ProblemException.class,
            () -> {
              Fields fields = fields(json);
              read.accept(fields);
              fields.end();
            });
    List<String> pointers = new ArrayList<>();
    for (JsonNode each : thrown.problem().members().get("errors")) {
      pointers.add(each.get("pointer").asText());
    }
    return pointers;
  }

  @Test
  void readsEachKindOfMember() {
    Fields fields =
        fields(
            "{'text':'a','texts':['b','c'],'truth':true,'number':1.5,'seconds':0.25,"
                + "'time':'2026-03-01T10:00:00Z','object':{'inner':'d'},'any':[1]}");

    assertThat(fields.text("text")).contains("a");
    assertThat(fields.texts("texts")).containsExactly("b", "c");
    assertThat(fields.truth("truth")).isTrue();
    assertThat(fields.number("number", 1, 2)).hasValue(1.5);
    assertThat(fields.seconds("seconds", Duration.ofHours(1))).contains(Duration.ofMillis(250));
    assertThat(fields.time("time")).contains(Instant.parse("2026-03-01T10:00:00Z"));
    assertThat(fields.object("object").orElseThrow().text("inner")).contains("d");
    assertThat(fields.any("any")).isPresent();
    fields.end();
  }

  @Test
  void takesNullForNothing() {
    Fields fields =
        fields(
            "{'text':null,'texts':null,'truth':null,'number':null,'seconds':null,"
                + "'time':null,'object':null}");

    assertThat(fields.text("text")).isEmpty();
    assertThat(fields.texts("texts")).isEmpty();
    assertThat(fields.truth("truth")).isFalse();
    assertThat(fields.number("number", 1, 2)).isEmpty();
    assertThat(fields.seconds("seconds", Duration.ofHours(1))).isEmpty();
    assertThat(fields.time("time")).isEmpty();
    assertThat(fields.object("object")).isEmpty();
    fields.end();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'x':1} | text",
        "{'x':'a'} | texts",
        "{'x':['a',1]} | texts",
        "{'x':7} | key",
        "{'x':'true'} | truth",
        "{'x':'1'} | number",
        "{'x':3} | number",
        "{'x':1e400} | number",
        "{'x':-1} | seconds",
        "{'x':7200} | seconds",
        "{'x':'soon'} | time",
        "{'x':5} | time",
        "{'x':'1969-12-31T23:59:59Z'} | time",
        "{'x':'+10000-01-01T00:00:00Z'} | time",
        "{'x':'+999999999-12-31T23:59:59Z'} | time",
        "{'x':[]} | object",
      })
  void pointsAtAMemberOfAnotherKind(String json, String kind) {
    Consumer<Fields> read =
        switch (kind) {
          case "text" -> fields -> fields.text("x");
          case "key" -> fields -> fields.key("x");
          case "texts" -> fields -> fields.texts("x");
          case "truth" -> fields -> fields.truth("x");
          case "number" -> fields -> fields.number("x", 1, 2);
          case "seconds" -> fields -> fields.seconds("x", Duration.ofHours(1));
          case "time" -> fields -> fields.time("x");
          default -> fields -> fields.object("x");
        };

    assertThat(pointers(json, read)).containsExactly("/x");
  }

  @Test
  void tellsAllThatIsWrongAtOnce() {
    List<String> pointers =
        pointers(
            "{'a':1,'b':{'c':true,'d/e~f':1},'g':2}",
            fields -> {
              fields.text("a");
              fields.object("b").orElseThrow().text("c");
            });

    assertThat(pointers).containsExactly("/a", "/b/c", "/g", "/b/d~1e~0f");
  }

  @Test
  void tellsOfSoManyPlacesAndNoMore() {
    String names =
        IntStream.range(0, 5_000).mapToObj(i -> "'n" + i + "':1").collect(Collectors.joining(","));

    List<String> pointers =
        pointers("{" + names + "}", fields -> fields.wrong("first", "is not there"));

    assertThat(pointers).hasSize(InputProblem.MOST).startsWith("/first", "/n0");
  }

  @Test
  void takesKeysOfSoManyCharactersAndNoMore() {
    String longest = "a".repeat(1_024);

    assertThat(fields("{'x':'" + longest + "'}").key("x")).contains(longest);
    assertThat(pointers("{'x':'" + longest + "a'}", fields -> fields.key("x")))
        .containsExactly("/x");
  }

  @Test
  void refusesWhatIsNoObject() {
    assertThat(pointers("[1]", fields -> {})).containsExactly("");
  }
}
