package io.streamweir.client;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.upkeep.ListenerGuard;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells observers how submits go, and lets traces travel with the jobs. Thread-safe. */
final class SubmitObserving {
  private static final String LISTENER = "the listener of submits";
  private static final Logger LOG = LoggerFactory.getLogger(SubmitObserving.class);

  private final ObservationRegistry observations;
  private final SubmitListener listener;
  private final ListenerGuard guard = new ListenerGuard(LOG, LISTENER);
  private final String pipeline;

  SubmitObserving(ClientConfig config, String pipeline) {
    this.observations = config.observations();
    this.listener = config.listener();
    this.pipeline = pipeline;
  }

  /** The same listener, whose failures stay where they are. */
  static SubmitListener guarded(SubmitListener listener) {
    ListenerGuard own = new ListenerGuard(LOG, LISTENER);
    return (pipeline, outcome, jobs, nanos) ->
        own.call(() -> listener.answered(pipeline, outcome, jobs, nanos));
  }

  /**
   * Submits under an observation, whose trace context goes among the jobs' headers. Without an
   * observer it submits as is, so that plain jobs stay plain.
   */
  <T> T observe(int jobs, SubmitOptions options, Function<SubmitOptions, T> submit) {
    if (observations.isNoop()) {
      return submit.apply(options);
    }
    Observed observed = begin(jobs, options.headers());
    try {
      T done = submit.apply(options.withHeaders(observed.headers()));
      observed.end(null);
      return done;
    } catch (RuntimeException e) {
      observed.end(e);
      throw e;
    }
  }

  /** The same of a submit that ends later, on a thread on which users' code may run. */
  <T> CompletableFuture<T> observeAsync(
      int jobs, SubmitOptions options, Function<SubmitOptions, CompletableFuture<T>> submit) {
    if (observations.isNoop()) {
      return submit.apply(options);
    }
    Observed observed = begin(jobs, options.headers());
    try {
      return submit
          .apply(options.withHeaders(observed.headers()))
          .whenComplete((done, thrown) -> observed.end(thrown));
    } catch (RuntimeException e) {
      observed.end(e);
      throw e;
    }
  }

  /** Begins to observe a submit. The jobs are to travel with the headers that it then has. */
  Observed begin(int jobs, Map<String, String> given) {
    if (observations.isNoop()) {
      return new Observed(given, Observation.NOOP);
    }
    Map<String, String> headers = new HashMap<>(given);
    SenderContext<Map<String, String>> context =
        new SenderContext<>((carrier, name, value) -> headers.put(name, value), Kind.PRODUCER);
    context.setCarrier(headers);
    context.setRemoteServiceName("redis");
    return new Observed(
        headers,
        Observation.createNotStarted("streamweir.submit", () -> context, observations)
            .contextualName("submit " + pipeline)
            .lowCardinalityKeyValue("pipeline", pipeline)
            .highCardinalityKeyValue("jobs", Integer.toString(jobs))
            .start());
  }

  /**
   * A submit that is under way.
   *
   * @param headers those that were given, and the trace context where there is one
   */
  record Observed(Map<String, String> headers, Observation observation) {
    /** It ends when all of these have, with the first failure. */
    void endAfter(List<? extends CompletableFuture<?>> all) {
      if (!observation.isNoop()) {
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
            .whenComplete((done, thrown) -> end(thrown));
      }
    }

    /** It ended, with this failure where there is one. */
    void end(@Nullable Throwable thrown) {
      if (thrown != null) {
        Throwable cause = thrown.getCause();
        observation.error(thrown instanceof CompletionException && cause != null ? cause : thrown);
      }
      observation.stop();
    }
  }

  /**
   * How the jobs of one call were answered.
   *
   * @param refusals those that were not added; null where the call failed
   * @param thrown why it failed; null where it did not
   * @param nanos from the submit to the answer, in ns
   */
  record Answered(
      int jobs,
      @Nullable List<AppendScript.Refusal> refusals,
      @Nullable Throwable thrown,
      long nanos) {
    /** Those that were not added; throws why the call failed, where it did. */
    List<AppendScript.Refusal> orThrow() {
      if (refusals != null) {
        return refusals;
      }
      throw thrown instanceof RuntimeException known ? known : new CompletionException(thrown);
    }
  }

  /** Tells of an answer; on a thread on which users' code may run. */
  void tell(Answered answered) {
    int jobs = answered.jobs();
    long nanos = answered.nanos();
    List<AppendScript.Refusal> refusals = answered.refusals();
    if (refusals == null) {
      boolean uncertain =
          answered.thrown() instanceof SubmitUncertainException
              || answered.thrown() instanceof SubmitNotReplicatedException;
      tell(
          uncertain ? SubmitListener.Outcome.UNCERTAIN : SubmitListener.Outcome.FAILED,
          jobs,
          nanos);
      return;
    }
    tell(SubmitListener.Outcome.ACCEPTED, jobs - refusals.size(), nanos);
    if (!refusals.isEmpty()) {
      tell(SubmitListener.Outcome.FULL, count(refusals, AppendScript.Reason.FULL), nanos);
      tell(SubmitListener.Outcome.REPLACED, count(refusals, AppendScript.Reason.REPLACED), nanos);
      tell(SubmitListener.Outcome.CONFLICT, count(refusals, AppendScript.Reason.CONFLICT), nanos);
      tell(SubmitListener.Outcome.DUPLICATE, count(refusals, AppendScript.Reason.DUPLICATE), nanos);
    }
  }

  private static int count(List<AppendScript.Refusal> refusals, AppendScript.Reason reason) {
    return (int) refusals.stream().filter(refusal -> refusal.reason() == reason).count();
  }

  /** So many jobs ended so. */
  void tell(SubmitListener.Outcome outcome, int jobs, long nanos) {
    if (jobs > 0) {
      guard.call(() -> listener.answered(pipeline, outcome, jobs, nanos));
    }
  }
}
