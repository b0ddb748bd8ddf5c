package io.streamweir.http.job;

import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** Submits single jobs. No call waits. */
final class Submits {
  private static final String SOON = "1";

  private final Clients clients;

  Submits(Clients clients) {
    this.clients = clients;
  }

  Answer submit(Request request) {
    Optional<Duration> patience = Preference.wait(request);
    return patience.isEmpty() ? submitAlone(request) : submitAndWait(request, patience.get());
  }

  private Answer submitAlone(Request request) {
    SendGate gate = new SendGate();
    CompletableFuture<Answer> answer =
        begin(request, gate)
            .thenCompose(Begun::receipt)
            .thenApply(receipt -> taken(request, receipt));
    return Answer.later(answer, gate::stopped);
  }

  /** A submit that is under way. */
  private record Begun(Submitter<?> submitter, CompletableFuture<Receipt> receipt) {}

  private CompletableFuture<Begun> begin(Request request, SendGate gate) {
    SubmitRequest job = SubmitRequest.of(request);
    return clients
        .of(request.parameter("pipeline"))
        .thenApply(
            submitter -> {
              gate.pass();
              return new Begun(submitter, submitter.submit(job));
            });
  }

  private Answer submitAndWait(Request request, Duration patience) {
    Wait wait = Wait.begin(request.caller());
    SendGate gate = new SendGate();
    AtomicReference<Receipt> known = new AtomicReference<>();
    CompletableFuture<Begun> begun;
    try {
      begun = begin(request, gate);
    } catch (RuntimeException e) {
      wait.fail(e);
      throw e;
    }
    begun
        .thenCompose(
            each ->
                each.receipt()
                    .thenAccept(
                        receipt -> {
                          known.set(receipt);
                          wait.until(
                              each.submitter().client().result(receipt),
                              patience,
                              end -> ended(request, receipt, end, patience),
                              () -> openStill(request, receipt));
                        }))
        .exceptionally(
            thrown -> {
              wait.fail(thrown);
              return null;
            });
    return wait.later(
        () -> {
          Receipt receipt = known.get();
          return receipt == null ? gate.stopped() : openStill(request, receipt);
        });
  }

  private static Answer ended(Request request, Receipt receipt, Result end, Duration patience) {
    return Answer.json(
            200,
            JobView.of(request.parameter("pipeline"), end)
                .put("partition", receipt.partition())
                .put("duplicate", receipt.duplicate())
                .put("replaced", receipt.replaced()))
        .withHeader("Location", JobAddress.of(request, receipt))
        .withHeader("Preference-Applied", "wait=" + patience.toSeconds());
  }

  private static Answer openStill(Request request, Receipt receipt) {
    return taken(request, receipt).withHeader("Retry-After", SOON);
  }

  private static Answer taken(Request request, Receipt receipt) {
    return Answer.json(202, JobView.of(request.parameter("pipeline"), receipt))
        .withHeader("Location", JobAddress.of(request, receipt));
  }
}
