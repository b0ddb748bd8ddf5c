package io.streamweir.pipeline;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps in memory what a handler reports in its own test; no copy of it, unlike Redis. */
final class RememberedReports implements RunReports {
  private volatile @Nullable Object saved;

  @Override
  public void progress(Progress progress) {} // the context remembers it

  @Override
  public void checkpoint(Object state) {
    saved = state;
  }

  @Override
  public <T> Optional<T> lastCheckpoint(Class<T> type) {
    return Optional.ofNullable(saved).map(type::cast);
  }
}
