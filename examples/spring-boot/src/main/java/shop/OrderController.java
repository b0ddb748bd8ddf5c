package shop;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.client.ResultTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Takes orders. */
@RestController
class OrderController {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final JobClient<Order> orders;

  OrderController(JobClient<Order> orders) {
    this.orders = orders;
  }

  /** Answers with how the order ended, or after 5 s with where to ask. */
  @PostMapping("/orders")
  ResponseEntity<Confirmation> place(@RequestBody Order order) throws InterruptedException {
    Receipt receipt = orders.submit(order);
    try {
      return answer(orders.awaitResult(receipt, PATIENCE));
    } catch (ResultTimeoutException e) {
      return ResponseEntity.accepted().location(URI.create("/orders/" + receipt.jobId())).build();
    }
  }

  @GetMapping("/orders/{job}")
  ResponseEntity<Confirmation> look(@PathVariable String job) {
    Optional<Result> end = orders.storedResult(job);
    return end.isPresent() ? answer(end.get()) : ResponseEntity.accepted().build();
  }

  private static ResponseEntity<Confirmation> answer(Result end) {
    if (end instanceof Result.Failed failed) {
      return ResponseEntity.unprocessableContent().body(new Confirmation(failed.error()));
    }
    return ResponseEntity.ok(end.value(Confirmation.class));
  }
}
