package io.streamweir.spring.boot.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Instances of an application that are replaced, and killed, while customers wait for answers. */
@ResourceLock("processes")
class RollingRestartIT {
  private static final int SOME = 30;

  /** Longer than a busy machine holds a process up, so that only dead ones lose their work. */
  private static final String LEASE = "--streamweir.worker.lease=20s";

  @TempDir private Path scratch;

  @Test
  @Tag("processes")
  void answersAllThatWaitAndLosesAndDoublesNothing() throws Exception {
    try (Street street = new Street(scratch, LEASE)) {
      street.open(3);
      street.customers().awaitMore(SOME);
      for (ShopInstance old : List.copyOf(street.shops)) {
        street.replace(old);
        street.customers().awaitMore(SOME);
      }
      assertThat(street.customers().failures()).isEmpty();
      assertThat(street.ledger.entries()).doesNotHaveDuplicates();

      ShopInstance killed = street.shops.get(0);
      killed.jvm().kill();
      street.shops.remove(killed);
      street.customers().awaitMore(SOME);
      street.checkThatNothingIsLostOrDoubled();
    }
  }
}
