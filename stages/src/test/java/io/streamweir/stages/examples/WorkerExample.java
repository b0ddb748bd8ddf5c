package io.streamweir.stages.examples;

import static io.streamweir.stages.examples.OrdersExample.orders;

import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Worker;

/** A program that only works. */
final class WorkerExample {
  private WorkerExample() {}

  /** The bank of the example. */
  static final class PaymentService implements OrdersExample.Bank {
    @Override
    public String charge(long cents, String idempotencyKey) {
      return "reference of " + idempotencyKey;
    }
  }

  // guide begin
  public static void main(String[] arguments) throws InterruptedException {
    RedisLink link = RedisLink.open(arguments[0]); // redis://localhost:6379
    Worker.start(link, orders(new PaymentService())).runUntilShutdown();
  }
  // guide end
}
