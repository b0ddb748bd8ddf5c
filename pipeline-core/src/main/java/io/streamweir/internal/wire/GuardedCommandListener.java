package io.streamweir.internal.wire;

import io.streamweir.internal.upkeep.ListenerGuard;
import io.streamweir.redis.CommandListener;
import io.streamweir.redis.RedisCallException;
import org.slf4j.LoggerFactory;

/** Keeps what a command listener throws away from the thread that reads the answers. */
final class GuardedCommandListener implements CommandListener {
  private final CommandListener listener;
  private final ListenerGuard guard =
      new ListenerGuard(
          LoggerFactory.getLogger(GuardedCommandListener.class), "the listener of a link");

  GuardedCommandListener(CommandListener listener) {
    this.listener = listener;
  }

  @Override
  public void answered(String command, long nanos) {
    try { // called for each command, so without a lambda
      listener.answered(command, nanos);
    } catch (Throwable e) {
      guard.failed(e);
    }
  }

  @Override
  public void failed(String command, RedisCallException failure) {
    guard.call(() -> listener.failed(command, failure));
  }
}
