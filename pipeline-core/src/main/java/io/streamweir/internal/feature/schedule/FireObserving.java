package io.streamweir.internal.feature.schedule;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.feature.schedule.ScheduleStore.Fired;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Begins a trace with each fire of a schedule, if there is an observer. Thread-safe. */
public record FireObserving(ObservationRegistry observations, String pipeline) {
  /** Fires with headers, as they are on the wire, that carry the trace; else with none. */
  CompletableFuture<Fired> observe(
      String schedule, String jobId, Function<@Nullable String, CompletableFuture<Fired>> fire) {
    if (observations.isNoop()) {
      return fire.apply(null);
    }
    Map<String, String> headers = new HashMap<>();
    SenderContext<Map<String, String>> context =
        new SenderContext<>((carrier, name, value) -> headers.put(name, value), Kind.PRODUCER);
    context.setCarrier(headers);
    context.setRemoteServiceName("redis");
    Observation observation =
        Observation.createNotStarted("streamweir.fire", () -> context, observations)
            .contextualName("fire " + pipeline + "/" + schedule)
            .lowCardinalityKeyValue("pipeline", pipeline)
            .lowCardinalityKeyValue("schedule", schedule)
            .highCardinalityKeyValue("job", jobId)
            .start();
    return fire.apply(Headers.encode(headers))
        .whenComplete(
            (fired, thrown) -> {
              if (thrown != null) {
                observation.error(thrown);
              } else {
                observation.lowCardinalityKeyValue("outcome", fired.name());
              }
              observation.stop();
            });
  }
}
