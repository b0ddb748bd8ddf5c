package io.streamweir.chaos;

import io.streamweir.chaos.faults.Extent;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code streamweir-chaos soak}: random faults for long, and memory that stays flat. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description =
        "Lets jobs flow for long while random faults strike; checks every sum, the number of"
            + " entries (5,000,000 in half an hour) and that memory stays flat. Exits 1 where any"
            + " check fails.")
final class SoakCommand implements Callable<Integer> {
  @Option(names = "--minutes", paramLabel = "N", description = "How long; default: 30")
  private int minutes = 30;

  @Option(names = "--workers", paramLabel = "N", description = "How many; default: 4")
  private int workers = 4;

  @Option(names = "--seed", paramLabel = "N", description = "Repeats a run; default: a new one")
  private @Nullable Long seed;

  @Override
  public Integer call() {
    long chosen = seed == null ? new SplittableRandom().nextInt(Integer.MAX_VALUE) : seed;
    System.out.printf(
        "seed %d; repeat with: ./streamweir-chaos soak --minutes %d --workers %d --seed %d%n",
        chosen, minutes, workers, chosen);
    RunReport report =
        new Run(new Soak(Duration.ofMinutes(minutes), workers), chosen, Extent.LONG).go();
    System.out.print(report.text());
    return report.passed() ? 0 : 1;
  }
}
