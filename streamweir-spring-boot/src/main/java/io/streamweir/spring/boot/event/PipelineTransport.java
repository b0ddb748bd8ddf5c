package io.streamweir.spring.boot.event;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.spring.boot.client.Clients;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.expression.EvaluationContext;
import org.springframework.modulith.events.RoutingTarget;
import org.springframework.modulith.events.support.BrokerRouting;
import org.springframework.modulith.events.support.EventExternalizationTransport;

/**
 * Submits each event to the pipeline that its target names. A publication that is submitted again
 * is the same job. Thread-safe.
 */
final class PipelineTransport implements EventExternalizationTransport, DisposableBean {
  private final Clients clients;
  private final ObjectProvider<Pipeline<?>> pipelines;
  private final PublicationInHand inHand;
  private final EvaluationContext expressions;
  private final Duration window;
  private final Map<String, JobClient<?>> open = new ConcurrentHashMap<>();

  PipelineTransport(
      Clients clients,
      ObjectProvider<Pipeline<?>> pipelines,
      PublicationInHand inHand,
      EvaluationContext expressions,
      Duration window) {
    this.clients = clients;
    this.pipelines = pipelines;
    this.inHand = inHand;
    this.expressions = expressions;
    this.window = window;
  }

  /** The future has the job's {@link Receipt}. Where it fails, the publication stays incomplete. */
  @Override
  public CompletableFuture<?> externalize(Object payload, RoutingTarget target) {
    SubmitOptions options =
        inHand
            .take()
            .map(UUID::toString)
            .map(id -> SubmitOptions.defaults().withDedupe(id, window))
            .orElseGet(SubmitOptions::defaults);
    BrokerRouting routing = BrokerRouting.of(target, expressions);
    String key = routing.getKey(payload);
    return submit(
        find(routing.getTarget(payload)), payload, key == null ? options : options.withKey(key));
  }

  private <I> CompletableFuture<Receipt> submit(
      Pipeline<I> pipeline, Object payload, SubmitOptions options) {
    if (!pipeline.input().isInstance(payload)) {
      throw new IllegalArgumentException(
          "pipeline '"
              + pipeline.name()
              + "' takes "
              + pipeline.input().getName()
              + ", and the event is "
              + payload.getClass().getName()
              + ": map it in a bean of EventExternalizationConfiguration");
    }
    return client(pipeline).submitAsync(pipeline.input().cast(payload), options);
  }

  @SuppressWarnings("unchecked") // each name has one pipeline
  private <I> JobClient<I> client(Pipeline<I> pipeline) {
    return (JobClient<I>) open.computeIfAbsent(pipeline.name(), name -> clients.client(pipeline));
  }

  private Pipeline<?> find(String name) {
    Map<String, Pipeline<?>> known = new TreeMap<>();
    pipelines.forEach(pipeline -> known.put(pipeline.name(), pipeline));
    Pipeline<?> found = known.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "an event has the target '"
              + name
              + "', which is no pipeline of this application: "
              + (known.isEmpty() ? "there are none" : String.join(", ", known.keySet())));
    }
    return found;
  }

  @Override
  public void destroy() {
    open.values().forEach(JobClient::close);
  }
}
