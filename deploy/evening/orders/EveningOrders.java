import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The pipeline {@code orders} of the evening on call: check, charge, and ship in the order of each
 * customer. What a file of the directory {@code EVENING_TROUBLES} says happens at its stage, as
 * long as the file is there.
 */
public final class EveningOrders implements PipelineProvider {
  private static final Path TROUBLES = Path.of(System.getenv("EVENING_TROUBLES"));

  /** What is ordered. */
  public record Order(String number, String customer) {}

  @Override
  public Pipeline<?> pipeline() {
    return Pipeline.named("orders")
        .accepts(Order.class)
        .keyedBy(Order::customer)
        .stage("check", Order.class, (order, context) -> Outcome.forward(order))
        .stage(
            "charge",
            Order.class,
            (order, context) -> charge(order),
            stage -> stage.withConcurrency(4))
        .stage(
            "ship",
            Order.class,
            (order, context) -> ship(order),
            stage ->
                stage
                    .withOrder()
                    .withConcurrency(4)
                    .withFailure(FailurePolicy.attempts(50, Backoff.fixed(Duration.ofMinutes(1)))))
        .build();
  }

  private static Outcome<Order> charge(Order order) throws IOException, InterruptedException {
    if (order.number().equals(trouble("poison"))) {
      Runtime.getRuntime().halt(134); // as a crash in native code
    }
    if (order.number().equals(trouble("hang"))) {
      Thread.sleep(Long.MAX_VALUE);
    }
    String slow = trouble("slow");
    if (!slow.isEmpty()) {
      Thread.sleep(Long.parseLong(slow));
    }
    String fail = trouble("fail");
    if (!fail.isEmpty()) {
      throw new IOException(fail);
    }
    return Outcome.forward(order);
  }

  private static Outcome<Order> ship(Order order) {
    if (order.customer().equals(trouble("stuck"))) {
      throw new IllegalArgumentException("customer " + order.customer() + " has no address");
    }
    return Outcome.finish(order);
  }

  /** What the file of this name says, without white space around it; empty where there is none. */
  private static String trouble(String name) {
    try {
      return Files.readString(TROUBLES.resolve(name)).strip();
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
