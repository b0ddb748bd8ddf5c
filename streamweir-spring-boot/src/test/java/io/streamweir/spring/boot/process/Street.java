package io.streamweir.spring.boot.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.StageStatus;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Instances of the shop on one Redis, which keeps its data, and customers before them. */
final class Street implements AutoCloseable {
  final RedisServer redis = RedisServer.start("--appendonly yes");
  final Ledger ledger;
  final List<ShopInstance> shops = new CopyOnWriteArrayList<>();
  private final List<ShopInstance> all = new ArrayList<>();
  private final Path file;
  private final String[] arguments;
  private Customers customers;

  Street(Path scratch, String... arguments) {
    this.file = scratch.resolve("ledger");
    this.ledger = new Ledger(file);
    this.arguments = arguments;
  }

  /** Opens so many shops at once. */
  void open(int count) {
    List<ShopInstance> starting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ShopInstance shop = ShopInstance.start(redis, file, arguments);
      all.add(shop);
      starting.add(shop);
    }
    starting.forEach(ShopInstance::awaitOpen);
    shops.addAll(starting);
  }

  Customers customers() {
    if (customers == null) {
      customers = new Customers(shops);
    }
    return customers;
  }

  /** Starts another one in its place, then ends it while its requests wait. */
  void replace(ShopInstance old) {
    open(1);
    shops.remove(old);
    old.leave();
    old.terminate();
  }

  /** Asks that each order was confirmed, charged, and went through each stage once. */
  void checkThatNothingIsLostOrDoubled() throws InterruptedException {
    Map<String, String> answers = customers().leave();
    assertThat(answers).allSatisfy((number, text) -> assertThat(text).isEqualTo("paid " + number));
    assertThat(Set.copyOf(ledger.entries())).isEqualTo(answers.keySet());
    try (RedisLink link = RedisLink.open(redis.uri())) {
      assertThat(new Inspector(link, ShopProcess.pipeline("orders", ledger)).status())
          .hasSize(3)
          .allSatisfy(stage -> isDone(stage, answers.size()));
    }
  }

  private static void isDone(StageStatus stage, int jobs) {
    assertThat(List.of(stage.done(), stage.lag(), stage.pending(), stage.delayed(), stage.dead()))
        .as("done, waiting, pending, delayed and dead of " + stage.stage())
        .containsExactly((long) jobs, 0L, 0L, 0L, 0L);
  }

  @Override
  public void close() {
    all.forEach(ShopInstance::close);
    redis.close();
  }
}
