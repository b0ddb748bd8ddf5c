package io.streamweir.client;

import io.streamweir.internal.feature.follow.Followers;

/** A reader of the log of results that runs in this process. Thread-safe. */
public final class ResultFollower implements AutoCloseable {
  private final Followers followers;

  ResultFollower(Followers followers) {
    this.followers = followers;
  }

  /**
   * Ends after the ends that are being handled, and hands back what was not begun; its position
   * stays. Blocks for at most 30 s; does nothing the second time.
   */
  @Override
  public void close() {
    followers.close();
  }
}
