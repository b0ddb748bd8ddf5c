package io.streamweir.http.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.client.SubmitOptions;
import io.streamweir.http.core.InputProblem;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OptionsReaderTest {
  private static SubmitOptions read(String options) {
    return OptionsReader.read((ObjectNode) StrictJson.read(options.replace('\'', '"')));
  }

  private static JsonNode errors(String options) {
    return catchThrowableOfType(ProblemException.class, () -> read(options))
        .problem()
        .members()
        .get("errors");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "1.5, 1500",
        "1e3, 1000000",
        "'1.50', 1500",
        "0.001, 1",
        "'PT1M', 60000",
        "0.00100000000000000000, 1",
      })
  void readsSecondsInEachForm(String seconds, long millis) {
    assertThat(read("{'delay':" + seconds + "}").delay()).isEqualTo(Duration.ofMillis(millis));
  }

  static Stream<Arguments> dear() {
    String nines = "9".repeat(1_000_000);
    return Stream.of(
            "1e50000000",
            "-1e50000000",
            "1e-50000000",
            "0e50000000",
            "'1e50000000'",
            "'" + nines + "'",
            "'0." + nines + "'",
            "'PT" + nines + "S'",
            "9".repeat(999))
        .flatMap(
            number ->
                Stream.of(
                        "{'delay':%s}",
                        "{'replicated':%s}",
                        "{'dedupe':{'key':'k','within':%s}}",
                        "{'dedupe':{'key':'k','debounce':%s}}",
                        "{'dedupe':{'key':'k','debounce':1,'longest':%s}}")
                    .map(form -> Arguments.of(form, number)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dear")
  @Timeout(20)
  void refusesANumberThatWouldCostMuch(String form, String number) {
    JsonNode errors = errors(form.formatted(number));

    assertThat(errors).hasSize(1);
    assertThat(errors.at("/0/detail").asText())
        .containsAnyOf("at most 40 characters", "a number of usual size");
  }

  private static String members(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "'n" + i + "':1")
        .collect(Collectors.joining(","));
  }

  @Test
  void tellsOfSoManyMistakesAndNoMore() {
    assertThat(errors("{" + members(5_000) + "}")).hasSize(InputProblem.MOST);
    assertThat(errors("{'dedupe':{'key':'k','within':1," + members(5_000) + "}}"))
        .hasSize(InputProblem.MOST);
  }

  @Test
  void tellsOfSoManyMistakesOfALineAndNoMore() {
    String line = "{'input':{}," + members(5_000) + "}";
    byte[] bytes = line.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

    ProblemException thrown =
        catchThrowableOfType(
            ProblemException.class,
            () -> SubmitRequest.line(bytes, new Inputs<>(Orders.Order.class), Json.object()));

    assertThat(thrown.problem().members().get("errors")).hasSize(InputProblem.MOST);
  }

  @Test
  void takesKeysOfSoManyCharactersAndNoMore() {
    String longest = "\uD83D\uDE00".repeat(1_024); // each is one character, and two chars
    for (String form : List.of("{'key':'%s'}", "{'dedupe':{'key':'%s','within':1}}")) {
      assertThat(read(form.formatted(longest))).isNotNull();
      assertThat(errors(form.formatted(longest + "a")).at("/0/detail").asText())
          .contains("1,024 characters");
    }
  }

  @Test
  void takesHeadersOfSoManyBytesAndNoMore() {
    String half = "a".repeat((8 << 10) - 1);
    String headers = "{'headers':{'b':'%s','c':'%s'}}";

    assertThat(read(headers.formatted(half, half)).headers()).hasSize(2);
    assertThat(errors(headers.formatted(half, half + "a")).at("/0/pointer").asText())
        .isEqualTo("/options/headers");
  }

  @Test
  void countsHeadersOfTheTraceWithThoseOfTheJob() {
    String most = "a".repeat((16 << 10) - 1);
    Request request =
        Request.of("POST", "/v1/pipelines/p/jobs")
            .withBody("{\"input\":{},\"options\":{\"headers\":{\"b\":\"" + most + "\"}}}");

    assertThat(SubmitRequest.of(request).options().headers()).hasSize(1);
    ProblemException thrown =
        catchThrowableOfType(
            ProblemException.class,
            () -> SubmitRequest.of(request.withHeader("traceparent", "00-a-b-01")));
    assertThat(thrown.problem().type()).isEqualTo(ProblemType.BAD_REQUEST);
  }
}
