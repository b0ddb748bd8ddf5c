package io.streamweir.http;

import io.streamweir.http.core.AnswerFilter;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.DispatcherConfig;
import io.streamweir.http.server.ServerConfig;
import io.streamweir.testkit.WithMethods;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationTest {
  static Stream<Object> configurations() {
    return Stream.of(ApiConfig.defaults(), DispatcherConfig.defaults(), ServerConfig.defaults());
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void changesByEachWithMethodWhatItIsNamedAfterAndNothingElse(Object configuration) {
    new WithMethods()
        .sample(AnswerFilter.class, n -> (request, answer) -> answer.withHeader("N", "" + n))
        .sample(DispatcherConfig.class, n -> DispatcherConfig.defaults().withBodyBytes(1_000L + n))
        .sample(String.class, n -> "/base" + n)
        .changes("ServerConfig.withTimes(Duration, Duration)", "arrivalTime", "answerTime")
        .changes("DispatcherConfig.withThreads(int, int, int)", "threads", "queued", "streamers")
        .check(configuration);
  }
}
