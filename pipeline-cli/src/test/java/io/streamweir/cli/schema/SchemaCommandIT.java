package io.streamweir.cli.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.Place;
import io.streamweir.cli.Providers;
import io.streamweir.cli.Run;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.payload.Default;
import io.streamweir.payload.Precision;
import io.streamweir.payload.SchemaName;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@WithRedis
class SchemaCommandIT {
  private static final ClassLoader SHOP = new Providers(Shop.class.getName());

  @SchemaName("shop.Order")
  record Order(String number, long cents, Optional<Instant> due) {}

  @SchemaName("shop.Paid")
  record Paid(String number, @Default("EUR") String currency, Instant at) {}

  /** The pipeline of this test. */
  public static final class Shop implements PipelineProvider {
    @Override
    public Pipeline<?> pipeline() {
      return Pipeline.named("shop")
          .accepts(Order.class)
          .stage("charge", Paid.class, (order, context) -> Outcome.drop())
          .stage(
              "tell",
              Paid.class,
              (paid, context) -> Outcome.drop(),
              config -> config.withSubmitting(ChainTarget.of("other", Order.class)))
          .build();
    }
  }

  @SchemaName("shop.Order")
  record OldOrder(String number, int cents) {}

  @SchemaName("shop.Order")
  record NewOrder(String number, long cents, Optional<Instant> due, @Default("") String note) {}

  @SchemaName("shop.Order")
  record StrangeOrder(long number, long cents) {}

  @SchemaName("shop.Paid")
  record MillisPaid(String number, String currency, @Precision(ChronoUnit.MILLIS) Instant at) {}

  @SchemaName("shop.Paid")
  record Undated(String number) {}

  @Test
  void printsTheSchemasWithoutAServer() {
    Run run = new Place("redis://127.0.0.1:1", "x").runWith(SHOP, "schema", "-p", "shop");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .matches(
            "(?s)# shop\\.Order [0-9a-f]{16}: clients submit it, stage charge takes it, it is"
                + " submitted to other\n\\{.*# shop\\.Paid [0-9a-f]{16}: stage charge hands it on,"
                + " stage tell takes it, stage tell hands it on\n\\{.*")
        .contains("\"name\" : \"cents\"")
        .contains("\"logicalType\" : \"timestamp-micros\"")
        .contains("\"default\" : \"EUR\"");
  }

  @Test
  void saysWhichRegisteredSchemasAreReadAndWhy(RedisSpace space) {
    assertThat(check(space).lines())
        .anyMatch(line -> line.matches("\\+ shop\\.Order [0-9a-f]{16}: not registered yet.*"))
        .contains("this version reads all that is registered");

    register(space, Order.class, Paid.class, OldOrder.class, NewOrder.class);
    Run good = check(space);
    assertThat(good.status()).isZero();
    assertThat(good.out())
        .containsPattern("shop\\.Order [0-9a-f]{16}: read, and written by this version\n")
        .containsPattern("✓ shop\\.Order [0-9a-f]{16}: read\n")
        .containsPattern("! shop\\.Order [0-9a-f]{16}: read without note, which")
        .containsPattern("shop\\.Paid [0-9a-f]{16}: read, and written by this version\n");

    register(space, StrangeOrder.class, Undated.class);
    Run bad = check(space);
    assertThat(bad.status()).isEqualTo(1);
    assertThat(bad.out())
        .containsPattern(
            "✗ shop\\.Order [0-9a-f]{16}: not read: number is something else there: .*LONG")
        .containsPattern(
            "✗ shop\\.Paid [0-9a-f]{16}: not read: at is missing there and has no default")
        .contains("2 registered schemas are not read as it was meant");
  }

  @Test
  void saysWhereTimesAreMisread(RedisSpace space) {
    register(space, MillisPaid.class, Paid.class);

    Run run = check(space);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("misread: at is a timestamp-millis there and a timestamp-micros here");
  }

  private static Run check(RedisSpace space) {
    return Place.of(space).runWith(SHOP, "schema", "-p", "shop", "--check");
  }

  private static void register(RedisSpace space, Class<?>... types) {
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config)) {
      for (Class<?> type : types) {
        new AvroCodec(new SchemaCatalog(new SchemaHash(link))).register(type);
      }
    }
  }
}
