package io.streamweir.cli.steps;

import io.streamweir.cli.terminal.StopSignals;
import io.streamweir.http.operation.Stepping;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether the user wants a command to stop between two steps. Thread-safe. */
final class Stop implements Stepping.Stop {
  private final CountDownLatch heard = new CountDownLatch(1);

  /** One that hears SIGINT and SIGTERM from now on. */
  static Stop onSignals() {
    Stop stop = new Stop();
    StopSignals.onFirst(status -> stop.heard.countDown());
    return stop;
  }

  @Override
  public boolean isHeard() {
    return heard.getCount() == 0;
  }

  @Override
  public void pause(long nanos) throws InterruptedException {
    if (nanos > 0 && heard.await(nanos, TimeUnit.NANOSECONDS)) {
      return; // isHeard says so
    }
  }
}
