package io.streamweir.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.streamweir.client.ClientConfig;
import io.streamweir.client.JobClient;
import io.streamweir.client.NumberedSource;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.client.SubmitOptions;
import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.lane.Batches;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

@WithRedis
class TracingIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final Map<String, String> TRACED =
      Map.of("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01", "tracestate", "a=b");

  private final Queue<String> logged = new ConcurrentLinkedQueue<>();

  private Pipeline<Text> threeStages() {
    return Pipeline.named("traced")
        .accepts(Text.class)
        .stage("one", Text.class, (text, context) -> Outcome.forward(text))
        .stage("two", Text.class, (text, context) -> Outcome.forward(text))
        .stage(
            "three",
            Text.class,
            (text, context) -> {
              logged.add(String.valueOf(MDC.get("traceId")));
              return Outcome.finish(text);
            })
        .build();
  }

  @Test
  void oneTraceGoesFromTheSubmitThroughThreeStagesToTheResult(RedisSpace space) throws Exception {
    InMemorySpanExporter spans = InMemorySpanExporter.create();
    ObservationRegistry observations = tracing(spans);
    try (Rig rig = Rig.on(space, threeStages())) {
      rig.worker(new Ledger(), config -> config.withObservations(observations));
      try (JobClient<Text> jobs =
          JobClient.connect(
              rig.link, rig.pipeline, ClientConfig.defaults().withObservations(observations))) {
        Result result = rig.result(jobs.submit(new Text("x")));
        Rig.until(() -> spans.getFinishedSpanItems().size() == 7);

        List<SpanData> chain = chain(spans.getFinishedSpanItems());
        assertThat(chain)
            .extracting(SpanData::getName)
            .containsExactly(
                "submit traced",
                "handle traced/one",
                "send traced/one",
                "handle traced/two",
                "send traced/two",
                "handle traced/three",
                "send traced/three");
        String trace = chain.get(0).getTraceId();
        assertThat(chain).allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(trace));
        assertThat(result.traceContext().get("traceparent"))
            .startsWith("00-" + trace + "-" + chain.get(6).getSpanId() + "-");
        assertThat(logged).containsExactly(trace);
      }
    }
  }

  @Test
  void aBatchOfASourceIsOneTrace(RedisSpace space) throws Exception {
    InMemorySpanExporter spans = InMemorySpanExporter.create();
    ClientConfig traced = ClientConfig.defaults().withObservations(tracing(spans));
    try (Rig rig = Rig.on(space, threeStages());
        JobClient<Text> jobs = JobClient.connect(rig.link, rig.pipeline, traced)) {
      NumberedSource<Text> source = jobs.source("s");
      source.submit(List.of(new Text("x"), new Text("y")));
      source.submit(List.of(new Text("z")));
      assertThat(spans.getFinishedSpanItems())
          .extracting(SpanData::getName)
          .containsExactly("submit traced", "submit traced");
      List<String> parents =
          spans.getFinishedSpanItems().stream()
              .map(span -> "00-" + span.getTraceId() + "-" + span.getSpanId())
              .toList();
      assertThat(rig.redis.xrange(rig.keys.inbox("one"), io.lettuce.core.Range.unbounded()))
          .extracting(entry -> Headers.decode(entry.getBody().get("h")).get("traceparent"))
          .extracting(parent -> parent.substring(0, parent.lastIndexOf('-')))
          .containsExactly(parents.get(0), parents.get(0), parents.get(1));
    }
  }

  @Test
  void eachEntryOfABatchGoesOnInItsOwnTrace(RedisSpace space) throws Exception {
    InMemorySpanExporter spans = InMemorySpanExporter.create();
    ObservationRegistry observations = tracing(spans);
    Pipeline<Text> batched =
        Pipeline.named("traced")
            .accepts(Text.class)
            .batchStage(
                "one",
                Text.class,
                Batches::forwardAll,
                config -> config.withBatch(3, Duration.ofMinutes(1)))
            .stage("two", Text.class, (text, context) -> Outcome.finish(text))
            .build();
    try (Rig rig = Rig.on(space, batched);
        JobClient<Text> jobs =
            JobClient.connect(
                rig.link, batched, ClientConfig.defaults().withObservations(observations))) {
      rig.worker(new Ledger(), config -> config.withObservations(observations));
      List.of("a", "b", "c").forEach(text -> jobs.submit(new Text(text)));
      Rig.until(() -> spans.getFinishedSpanItems().size() == 15);
      Map<String, List<SpanData>> traces =
          spans.getFinishedSpanItems().stream()
              .collect(Collectors.groupingBy(SpanData::getTraceId));
      assertThat(traces).hasSize(3);
      for (List<SpanData> trace : traces.values()) {
        assertThat(chain(trace))
            .extracting(SpanData::getName)
            .containsExactly(
                "submit traced",
                "handle traced/one",
                "send traced/one",
                "handle traced/two",
                "send traced/two");
      }
    }
  }

  private static Optional<SpanData> named(InMemorySpanExporter spans, String name) {
    return spans.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .findFirst();
  }

  @Test
  void aFireOfAScheduleBeginsATrace(RedisSpace space) throws Exception {
    InMemorySpanExporter spans = InMemorySpanExporter.create();
    ObservationRegistry observations = tracing(spans);
    try (Rig rig = Rig.on(space, threeStages())) {
      rig.worker(new Ledger(), config -> config.withObservations(observations));
      rig.jobs().schedules().put(Schedule.every("tick", Duration.ofSeconds(1), new Text("x")));
      Instant due = rig.jobs().schedules().find("tick").orElseThrow().due();
      Result result = rig.result(new Receipt(Schedule.jobId("tick", due), 0, false));
      SpanData fire =
          Rig.eventually() // it may end behind the job
              .until(() -> named(spans, "fire traced/tick"), Optional::isPresent)
              .orElseThrow();
      assertThat(result.traceContext().get("traceparent"))
          .startsWith("00-" + fire.getTraceId() + "-");
    }
  }

  @Test
  void passesOnTheTraceOfOthersWhereNobodyObserves(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, threeStages())) {
      rig.worker();
      SubmitOptions traced = SubmitOptions.defaults().withHeaders(TRACED);
      assertThat(rig.result(rig.jobs().submit(new Text("x"), traced)).traceContext())
          .isEqualTo(TRACED);
      assertThat(rig.result(rig.submit("y")).traceContext()).isEmpty();
      assertThat(logged).containsExactly(TRACE, "null");
    }
  }

  @Test
  void plainJobsStayPlainWhereNobodyObserves(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, threeStages())) {
      rig.submit("x");
      rig.jobs().source("s").submit(List.of(new Text("y")));
      assertThat(rig.redis.xrange(rig.keys.inbox("one"), io.lettuce.core.Range.unbounded()))
          .allSatisfy(entry -> assertThat(entry.getBody()).containsOnlyKeys("j", "t", "p"));
    }
  }

  /** The spans from the root down, each the only child of the one before. */
  private static List<SpanData> chain(List<SpanData> spans) {
    List<SpanData> chain = new ArrayList<>();
    String parent = "0000000000000000";
    while (chain.size() < spans.size()) {
      String wanted = parent;
      List<SpanData> children =
          spans.stream().filter(span -> span.getParentSpanId().equals(wanted)).toList();
      assertThat(children).as("children of %s among %s", parent, spans).hasSize(1);
      chain.add(children.get(0));
      parent = children.get(0).getSpanId();
    }
    return chain;
  }

  private static ObservationRegistry tracing(InMemorySpanExporter spans) {
    Tracer otel =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build()
            .get("test");
    OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {});
    OtelPropagator propagator =
        new OtelPropagator(
            ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
    ObservationRegistry registry = ObservationRegistry.create();
    registry
        .observationConfig()
        .observationHandler(
            new FirstMatchingCompositeObservationHandler(
                new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                new DefaultTracingObservationHandler(tracer)));
    return registry;
  }
}
