package io.streamweir.worker;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.UndecodableException;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.feature.follow.Look;
import io.streamweir.listener.WorkerListener.LaneId;
import io.streamweir.pipeline.StageContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows a tap's handler what an entry holds, and passes over what cannot be read. */
record TapLook<I>(
    String namespace, LaneId id, AvroCodec codec, Class<I> type, TapHandler<I> handler)
    implements Look {
  private static final Logger LOG = LoggerFactory.getLogger(TapLook.class);

  @Override
  public void at(Entry entry) throws Exception {
    if (entry.defect() != null) {
      LOG.warn("the tap of {} passes over {}: {}", id, entry.id(), entry.defect());
      return;
    }
    I input;
    try {
      input = codec.decode(entry.payload(), type);
    } catch (UndecodableException e) {
      LOG.warn("the tap of {} passes over {}: {}", id, entry.id(), e.getMessage());
      return;
    }
    handler.handle(input, context(entry));
  }

  private StageContext context(Entry entry) {
    return new StageContext(
        namespace,
        id.pipeline(),
        id.stage(),
        id.partition(),
        entry.jobId(),
        entry.path(),
        entry.id(),
        entry.attempt(),
        entry.replays(),
        entry.submittedAt(),
        Headers.decode(entry.headers()),
        NoReports.TO_TAPS);
  }
}
