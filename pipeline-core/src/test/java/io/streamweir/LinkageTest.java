package io.streamweir;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.streamweir.pipeline.Pipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The engine as it was compiled, beside the libraries of the class path. The build runs this once
 * for each set of libraries that Spring Boot manages and that the engine must work with.
 */
class LinkageTest {
  @Test
  void findsAllThatTheEngineRefersTo() {
    assertThat(Linkage.missing(Pipeline.class.getProtectionDomain().getCodeSource().getLocation()))
        .isEmpty();
  }

  @Test
  @EnabledIfSystemProperty(named = "streamweir.beside", matches = ".+")
  void looksAtTheLibrariesThatItIsMeantTo() {
    assertThat(RedisClient.class.getProtectionDomain().getCodeSource().getLocation())
        .asString()
        .contains("lettuce-core-" + System.getProperty("streamweir.beside") + ".jar");
  }
}
