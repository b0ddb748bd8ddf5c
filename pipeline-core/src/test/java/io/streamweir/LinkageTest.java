package io.streamweir;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Pipeline;
import java.net.URL;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine as it was compiled, beside its own libraries and beside each set that Spring Boot
 * manages and that it must work with. The build copies these to {@code target/beside}.
 */
class LinkageTest {
  private static final Path SETS = Path.of("target", "beside");
  private static final String CLIENT = "io/lettuce/core/RedisClient.class";

  private final URL engine = Pipeline.class.getProtectionDomain().getCodeSource().getLocation();

  @Test
  void findsAllThatTheEngineRefersTo() {
    assertThat(Linkage.missing(engine, LinkageTest.class.getClassLoader())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.6.0", "6.8.2", "7.5.2"})
  void findsItBesideAnotherLettuce(String version) throws Exception {
    try (OtherLibraries others = OtherLibraries.in(SETS.resolve(version))) {
      assertThat(others.getResource(CLIENT))
          .asString()
          .contains("lettuce-core-" + version + ".RELEASE.jar");
      assertThat(Linkage.missing(engine, others)).isEmpty();
    }
  }
}
