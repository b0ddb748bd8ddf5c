package io.streamweir.pipeline;

import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Keeps in memory what a handler reports in its own test; no copy of it, unlike Redis. */
final class RememberedReports implements RunReports {
  private volatile @Nullable SpecificRecord saved;

  @Override
  public void progress(Progress progress) {} // the context remembers it

  @Override
  public void checkpoint(SpecificRecord state) {
    saved = state;
  }

  @Override
  public <T extends SpecificRecord> Optional<T> lastCheckpoint(Class<T> type) {
    return Optional.ofNullable(saved).map(type::cast);
  }
}
