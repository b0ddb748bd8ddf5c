package io.streamweir.spring.boot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.testkit.RedisServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** An application in a process of its own, and what happens to it. */
@ResourceLock("processes")
@Order(1) // takes longest
class OneInstanceIT {
  private static final String HEALTH = "/actuator/health/streamweir/";

  @TempDir private Path scratch;

  /** Its beans are lazy, and it has a port of its own for management. */
  @Test
  void answersWhatWaitsThenDrainsAndTellsItsHealthUntilTheEnd() throws Exception {
    Path file = scratch.resolve("ledger");
    Ledger ledger = new Ledger(file);
    try (RedisServer redis = RedisServer.start();
        ShopInstance shop =
            ShopInstance.start(
                redis,
                file,
                "--spring.main.lazy-initialization=true",
                "--management.server.port=0",
                "--spring.lifecycle.timeout-per-shutdown-phase=180s",
                "--streamweir.worker.drain-timeout=170s")) {
      shop.awaitOpen();
      shop.post("/mails/held-mail");
      awaitHealth(shop, "/actuator/streamweir/mails", "\"pending\":1");
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(() -> order(shop, "held-order"));
      awaitHealth(shop, "/actuator/streamweir/orders", "\"pending\":1");

      shop.jvm().terminate();
      awaitHealth(shop, "/actuator/health/readiness", "OUT_OF_SERVICE");
      assertThat(managed(shop, HEALTH + "orders")).contains("\"UP\"");
      ledger.letGo("held-order");
      assertThat(answer.get()).isEqualTo("paid held-order");

      awaitHealth(shop, HEALTH + "mails", "OUT_OF_SERVICE");
      assertThat(managed(shop, HEALTH + "mails")).contains("drains");
      ledger.letGo("mail to held-mail");
      assertThat(shop.jvm().awaitExit(ShopInstance.PATIENCE)).isNotEmpty();
      assertThat(ledger.entries()).containsExactly("held-order", "mail to held-mail");
    }
  }

  private static String order(ShopInstance shop, String number) {
    try {
      return shop.order(number);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitHealth(ShopInstance shop, String path, String text) {
    await().atMost(ShopInstance.PATIENCE).until(() -> managed(shop, path).contains(text));
  }

  private static String managed(ShopInstance shop, String path) throws IOException {
    return shop.get("management", path).body();
  }

  /** The application's classes then come from another loader, and the engine from the old one. */
  @Test
  void worksOnAfterARestartByDevtools() throws Exception {
    Path file = scratch.resolve("ledger");
    try (RedisServer redis = RedisServer.start();
        ShopInstance shop =
            ShopInstance.start(
                List.of("-Dspring.devtools.livereload.enabled=false"), redis, file)) {
      shop.awaitOpen();
      String before = loaders(shop);
      assertThat(before).contains("RestartClassLoader", "AppClassLoader");
      works(shop, file, "before");

      shop.post("/restart");
      await()
          .atMost(ShopInstance.PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> !loaders(shop).equals(before));
      works(shop, file, "after");
      assertThat(shop.get("shop", "/actuator/health/readiness").statusCode()).isEqualTo(200);
      assertThat(shop.get("shop", "/actuator/streamweir/orders").body())
          .contains("\"stage\":\"charge\"")
          .contains("\"workers\":1")
          .doesNotContain("\"workers\":2");
    }
  }

  private static String loaders(ShopInstance shop) throws IOException {
    return shop.get("shop", "/loader").body();
  }

  private static void works(ShopInstance shop, Path file, String name) throws IOException {
    assertThat(shop.order(name)).isEqualTo("paid " + name);
    HttpResponse<String> mailed = shop.post("/mails/" + name);
    assertThat(mailed.statusCode()).isEqualTo(200);
    await()
        .atMost(ShopInstance.PATIENCE)
        .until(() -> new Ledger(file).entries().contains("mail to " + name));
  }
}
