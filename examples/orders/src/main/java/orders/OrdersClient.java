package orders;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.redis.RedisLink;
import java.time.Duration;

/** A program that submits an order and waits for its end. It needs no handlers. */
public final class OrdersClient {
  private OrdersClient() {}

  /** Takes the address of Redis, the number of the order and its price in cents. */
  public static void main(String[] arguments) throws InterruptedException {
    Order order = new Order(arguments[1], Long.parseLong(arguments[2]));
    try (RedisLink link = RedisLink.open(arguments[0]);
        JobClient<Order> jobs = JobClient.connect(link, "orders", Order.class)) {
      Receipt receipt = jobs.submit(order);
      System.out.println(
          jobs.awaitResult(receipt, Duration.ofSeconds(30)).value(Confirmation.class).text());
    }
  }
}
