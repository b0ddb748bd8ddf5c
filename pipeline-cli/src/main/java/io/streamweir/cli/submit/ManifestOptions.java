package io.streamweir.cli.submit;

import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.schemas.manifest.Directory;
import io.streamweir.stages.manifest.ManifestPipeline;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What {@code submit} takes for the pipeline manifest, whose argument is one directory. */
final class ManifestOptions {
  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "Pipeline manifest: write to FILE, relative to the root of the workers, which ends in"
              + " .sha256. Default: DIR.sha256")
  private String output = "";

  @Option(
      names = "--print",
      description = "Pipeline manifest: write nothing; the lines are part of the result")
  private boolean print;

  @Option(
      names = "--wait",
      description =
          "Pipeline manifest: wait until the job has ended, and print its result as the command job"
              + " does")
  private boolean wait;

  boolean waits() {
    return wait;
  }

  /** Whether any of them was given. */
  boolean given() {
    return wait || print || !output.isEmpty();
  }

  /** The pipeline, where its jobs are directories. */
  @SuppressWarnings("unchecked") // its input is
  static Optional<Pipeline<Directory>> ofDirectories(Pipeline<?> pipeline) {
    return pipeline.input() == Directory.class
        ? Optional.of((Pipeline<Directory>) pipeline)
        : Optional.empty();
  }

  /**
   * The job for this directory.
   *
   * @throws UsageException where it makes no sense
   */
  Directory job(String directory) {
    if (print && !output.isEmpty()) {
      throw new UsageException("--print writes nothing and --output does; leave out one of them");
    }
    try {
      Directory job = ManifestPipeline.job(directory);
      if (print || !output.isEmpty()) {
        job.setOutput(print ? null : output);
      }
      ManifestPipeline.check(job);
      return job;
    } catch (IllegalArgumentException e) {
      throw new UsageException(Failures.message(e));
    }
  }
}
