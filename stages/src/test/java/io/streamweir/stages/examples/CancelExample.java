package io.streamweir.stages.examples;

import io.streamweir.client.Cancellation;
import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;

/** The code of the guide's chapter on cancelling. */
final class CancelExample {
  private CancelExample() {}

  // guide begin
  static String callOff(JobClient<Order> jobs, Receipt receipt) {
    Cancellation answer = jobs.cancel(receipt); // or its id: jobs.cancel(jobId)
    if (answer.cancelled()) {
      return "called off"; // and jobs.result(receipt) is a Result.Cancelled
    }
    return answer.result() instanceof Result.Failed failed
        ? "had failed: " + failed.error()
        : "too late: " + answer.result().value(Confirmation.class).text();
  }
  // guide end
}
