package io.streamweir.client;

import io.micrometer.observation.ObservationRegistry;
import io.streamweir.pipeline.Argument;
import io.streamweir.pipeline.Horizon;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * How a client behaves. Immutable.
 *
 * @param maxPayloadBytes the largest payload that is submitted, 16 bytes to 512 MiB; default 1 MiB
 * @param submitTimeout for how long a submit is tried while Redis is away or refuses writes;
 *     default 10 s
 * @param pollInterval how often stored results are read for waiting callers, in case a message was
 *     lost; default 2 s
 * @param listener hears how submits end; default none
 * @param observations hears of every submit, such as a tracer whose traces then go with the jobs;
 *     default none, at no cost
 * @param callbackExecutor where the continuations of futures that a client hands out run, and its
 *     listeners; default threads that all clients share, which suit continuations that do not wait
 *     long for anything but a client's answers
 */
public record ClientConfig(
    int maxPayloadBytes,
    Duration submitTimeout,
    Duration pollInterval,
    SubmitListener listener,
    ObservationRegistry observations,
    Executor callbackExecutor) {
  /** Checks the ranges. */
  public ClientConfig {
    Argument.check(
        maxPayloadBytes >= 16 && maxPayloadBytes <= 512 << 20,
        "maxPayloadBytes must be 16 to 512 MiB: " + maxPayloadBytes);
    Argument.check(
        !submitTimeout.isNegative(), "submitTimeout must not be negative: " + submitTimeout);
    Horizon.check("submitTimeout", submitTimeout);
    Horizon.check("pollInterval", pollInterval);
    Argument.check(
        pollInterval.toMillis() >= 10, "pollInterval must be at least 10 ms: " + pollInterval);
  }

  /** The defaults named above. */
  public static ClientConfig defaults() {
    return new ClientConfig(
        1 << 20,
        Duration.ofSeconds(10),
        Duration.ofSeconds(2),
        SubmitListener.NONE,
        ObservationRegistry.NOOP,
        CallbackThreads.shared());
  }

  /** The components while they may change. */
  private final class Draft {
    int maxPayloadBytes = maxPayloadBytes();
    Duration submitTimeout = submitTimeout();
    Duration pollInterval = pollInterval();
    SubmitListener listener = listener();
    ObservationRegistry observations = observations();
    Executor callbackExecutor = callbackExecutor();
  }

  private ClientConfig with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new ClientConfig(
        draft.maxPayloadBytes,
        draft.submitTimeout,
        draft.pollInterval,
        draft.listener,
        draft.observations,
        draft.callbackExecutor);
  }

  /** The same with another largest payload, in bytes. */
  public ClientConfig withMaxPayloadBytes(int maxPayloadBytes) {
    return with(draft -> draft.maxPayloadBytes = maxPayloadBytes);
  }

  /** The same with another submit timeout; zero tries once. */
  public ClientConfig withSubmitTimeout(Duration submitTimeout) {
    return with(draft -> draft.submitTimeout = submitTimeout);
  }

  /** The same with another poll interval. */
  public ClientConfig withPollInterval(Duration pollInterval) {
    return with(draft -> draft.pollInterval = pollInterval);
  }

  /** The same with another listener. */
  public ClientConfig withListener(SubmitListener listener) {
    return with(draft -> draft.listener = listener);
  }

  /** The same with another registry of observations. */
  public ClientConfig withObservations(ObservationRegistry observations) {
    return with(draft -> draft.observations = observations);
  }

  /**
   * The same whose continuations and listeners run on another executor, which the client never
   * shuts down. It must not run tasks on the thread that hands them over.
   */
  public ClientConfig withCallbackExecutor(Executor callbackExecutor) {
    return with(draft -> draft.callbackExecutor = callbackExecutor);
  }
}
