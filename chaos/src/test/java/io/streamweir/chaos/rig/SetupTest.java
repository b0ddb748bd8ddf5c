package io.streamweir.chaos.rig;

import io.streamweir.chaos.oracle.Mix;
import io.streamweir.chaos.program.Settings;
import io.streamweir.pipeline.Durability;
import io.streamweir.testkit.WithMethods;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SetupTest {
  static Stream<Object> configurations() {
    return Stream.of(Setup.usual(7), Settings.defaults());
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void changesByEachWithMethodWhatItIsNamedAfterAndNothingElse(Object configuration) {
    new WithMethods()
        .sample(Settings.class, n -> Settings.defaults().withPartitions(1 + n))
        .sample(Mix.class, Mix::usual)
        .sample(Durability.class, n -> Durability.replicated(1 + n, Duration.ofSeconds(1)))
        .sample(String[].class, n -> new String[] {"option-" + n})
        .changes("Settings.withPriorities(boolean)", "prioritized")
        .check(configuration);
  }
}
