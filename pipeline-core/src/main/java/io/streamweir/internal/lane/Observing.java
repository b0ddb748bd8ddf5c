package io.streamweir.internal.lane;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Headers;
import io.streamweir.listener.WorkerListener.LaneId;
import io.streamweir.pipeline.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Observes the handlings of one lane: each takes up the trace that its entry's headers name, and
 * what it hands on carries the trace further. Thread-safe.
 */
public record Observing(ObservationRegistry observations, LaneId lane) implements HandlingObserver {
  /** Begins an observation, which is current on the calling thread from its end. */
  @Override
  public Handled begin(Entry entry) {
    ReceiverContext<Map<String, String>> context =
        new ReceiverContext<>((carrier, name) -> carrier.get(name), Kind.CONSUMER);
    context.setCarrier(Headers.decode(entry.headers()));
    context.setRemoteServiceName("redis");
    Observation observation =
        described(Observation.createNotStarted("streamweir.handle", () -> context, observations))
            .contextualName("handle " + lane.pipeline() + "/" + lane.stage())
            .highCardinalityKeyValue("job", entry.jobId())
            .highCardinalityKeyValue("entry", entry.id())
            .highCardinalityKeyValue("attempt", Integer.toString(entry.attempt()))
            .start();
    return new Observed(observation);
  }

  private Observation described(Observation observation) {
    return observation
        .lowCardinalityKeyValue("pipeline", lane.pipeline())
        .lowCardinalityKeyValue("stage", lane.stage());
  }

  private final class Observed implements Handled {
    private final Observation observation;

    Observed(Observation observation) {
      this.observation = observation;
    }

    /** Does what is left to do under the observation, which is current meanwhile, and ends it. */
    @Override
    public @Nullable Decided end(Supplier<@Nullable Decided> rest) {
      try (Observation.Scope scope = observation.openScope()) {
        Decided decided = rest.get();
        observation.lowCardinalityKeyValue(
            "outcome", decided == null ? "ABANDONED" : decided.ending().name());
        return decided;
      } finally {
        observation.stop();
      }
    }

    @Override
    public @Nullable String onward(Entry entry, Outcome<?> outcome) {
      Outcome<?> plain = outcome.withoutAdditions();
      boolean sends = plain instanceof Outcome.Forward || plain instanceof Outcome.Finish;
      if (!sends && outcome.submissions().isEmpty()) {
        return entry.headers();
      }
      Map<String, String> headers = new HashMap<>(Headers.decode(entry.headers()));
      SenderContext<Map<String, String>> context =
          new SenderContext<>((carrier, name, value) -> headers.put(name, value), Kind.PRODUCER);
      context.setCarrier(headers);
      context.setRemoteServiceName("redis");
      described(Observation.createNotStarted("streamweir.send", () -> context, observations))
          .contextualName("send " + lane.pipeline() + "/" + lane.stage())
          .start()
          .stop();
      return Headers.encode(headers);
    }

    @Override
    public void failed(Throwable thrown) {
      observation.error(thrown);
    }
  }
}
