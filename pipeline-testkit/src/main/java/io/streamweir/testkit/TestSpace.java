package io.streamweir.testkit;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.slf4j.LoggerFactory;

/** One test's space, emptied when the test is over. Before 5.13 JUnit closes no other type. */
@SuppressWarnings("deprecation")
record TestSpace(RedisSpace space, RedisCommands<String, String> commands)
    implements CloseableResource, AutoCloseable {
  private static final long NAMES = 36L * 36 * 36 * 36 * 36 * 36 * 36;
  private static final int SCAN_COUNT = 1_000;

  static TestSpace freshOn(SharedServer shared) {
    long name = NAMES + ThreadLocalRandom.current().nextLong(35 * NAMES);
    String namespace = "t" + Long.toString(name, 36);
    return new TestSpace(new RedisSpace(shared.server(), namespace), shared.commands());
  }

  @Override
  public void close() {
    try {
      deleteKeys();
    } catch (RedisException e) {
      LoggerFactory.getLogger(TestSpace.class).warn("cannot empty {}", space, e);
    }
  }

  private void deleteKeys() {
    ScanArgs ours = ScanArgs.Builder.matches(space.key("*")).limit(SCAN_COUNT);
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      KeyScanCursor<String> found = commands.scan(cursor, ours);
      unlink(found.getKeys());
      cursor = found;
    }
  }

  private void unlink(List<String> keys) {
    if (!keys.isEmpty()) {
      commands.unlink(keys.toArray(String[]::new));
    }
  }
}
