package fanout;

import io.streamweir.client.GatherProgress;
import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisServer;
import io.streamweir.worker.Worker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Counts the primes below a bound: one job becomes 200 parts, which three workers share. */
public final class FanOut {
  private static final int PARTS = 200;

  record Bound(int below) {}

  record Range(int from, int to) {}

  record Primes(int from, long count) {}

  static Pipeline<Bound> primes() {
    return Pipeline.named("primes")
        .accepts(Bound.class)
        .split("split", Range.class, FanOut::split)
        .stage("count", Primes.class, FanOut::count, stage -> stage.withConcurrency(4))
        .gather("sum", Bound.class, Primes.class, FanOut::sum)
        .build();
  }

  private static Parts<Range> split(Bound bound, StageContext context) {
    int size = Math.max(1, (bound.below() + PARTS - 1) / PARTS);
    return Parts.of(
        IntStream.range(0, PARTS)
            .mapToObj(part -> new Range(part * size, Math.min(bound.below(), (part + 1) * size)))
            .toList());
  }

  private static Outcome<Primes> count(Range range, StageContext context) {
    long count = IntStream.range(range.from(), range.to()).filter(FanOut::isPrime).count();
    return Outcome.forward(new Primes(range.from(), count));
  }

  private static Outcome<Primes> sum(Bound bound, Gathered<Primes> parts, StageContext context) {
    long count = 0;
    for (Primes part : parts) { // in the order of the parts, read by and by
      count += part.count();
    }
    return Outcome.finish(new Primes(0, count));
  }

  private static boolean isPrime(int number) {
    return number > 1
        && IntStream.rangeClosed(2, (int) Math.sqrt(number)).noneMatch(each -> number % each == 0);
  }

  public static void main(String[] arguments) throws InterruptedException, ExecutionException {
    Pipeline<Bound> primes = primes();
    try (RedisServer redis = RedisServer.start();
        RedisLink link = RedisLink.open(redis.uri());
        Worker first = Worker.start(link, primes); // usually each in a process of its own
        Worker second = Worker.start(link, primes);
        Worker third = Worker.start(link, primes);
        JobClient<Bound> jobs = JobClient.connect(link, primes)) {
      Receipt receipt = jobs.submit(new Bound(2_000_000));
      CompletableFuture<Result> end = jobs.result(receipt);
      while (!end.isDone()) {
        for (GatherProgress split : jobs.progress(receipt)) {
          System.out.println(split.done() + " of " + PARTS + " parts are done");
        }
        end.copy().completeOnTimeout(null, 200, TimeUnit.MILLISECONDS).get();
      }
      Primes all = end.get().value(Primes.class);
      System.out.println(all.count() + " primes are below 2000000");
    }
  }
}
