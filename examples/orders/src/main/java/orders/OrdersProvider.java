package orders;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import java.time.Duration;

/** Shows the pipeline to the command, which then has workers of it and looks into it. */
public final class OrdersProvider implements PipelineProvider {
  @Override
  public Pipeline<Order> pipeline() {
    return new Orders(new PlayBank()).pipeline(Backoff.exponential(Duration.ofMillis(200)));
  }
}
