package io.streamweir.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.Audit;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import org.junit.jupiter.api.Test;

@WithRedis
class AuditCommandIT {
  @Test
  void listsTheNewestChangesFirst(RedisSpace space) {
    Place place = Place.of(space);
    assertThat(place.run("audit").out()).isEqualTo("no changes\n");
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(redis)) {
      Audit audit = new Audit(link);
      audit.write(AuditedChange.of("anna", "pause", "orders").withStage("ship"));
      audit.write(AuditedChange.of("anna", "purge", "bills").withCount(7));
      audit.write(AuditedChange.of("bob", "resume", "orders").withDetail("van\u001b[31m is back"));
    }

    Run all = place.run("audit");
    assertThat(all.lines()).hasSize(4);
    assertThat(all.lines().get(1)).contains("bob", "resume", "orders", "van");
    assertThat(all.lines().get(3)).contains("anna", "pause", "ship");
    assertThat(all.out()).doesNotContain("\u001b");
    assertThat(place.run("audit", "-p", "bills", "--json").lines())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(Json.parse(line).at("/by").asText()).isEqualTo("anna");
              assertThat(Json.parse(line).at("/count").asLong()).isEqualTo(7);
            });
    assertThat(place.run("audit", "--limit", "2").lines()).hasSize(3);
    assertThat(place.run("audit", "--limit", "0").status()).isEqualTo(2);
  }
}
