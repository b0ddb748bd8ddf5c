package io.streamweir.http.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.http.HttpApi;
import io.streamweir.http.Shop;
import io.streamweir.http.contract.Contract;
import io.streamweir.http.engine.Engine;
import io.streamweir.redis.RedisConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Writes the description to {@code target}, where the check of the TypeScript client finds it. */
class OpenApiFileIT {
  @Test
  void writesTheDescriptionOfTheShop() throws IOException {
    Path file = Files.createDirectories(Path.of("target")).resolve("openapi.json");
    Engine engine = Engine.of(RedisConfig.of("redis://127.0.0.1:1"), List.of(Shop.pipeline()));
    try (HttpApi http = Contract.http(engine)) {
      Files.writeString(file, http.openApi());
    }

    assertThat(file).content().startsWith("{\"openapi\":\"3.1.0\"").contains("submitJob.shop");
  }
}
