package io.streamweir.stages.manifest;

import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import io.streamweir.schemas.manifest.Digest;
import io.streamweir.schemas.manifest.Directory;
import io.streamweir.schemas.manifest.Manifest;
import io.streamweir.schemas.manifest.Part;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The pipeline {@code manifest}: list, digest, collect. One job is one directory; its result says
 * how many files there were, whether all could be read, and which file holds the manifest, or holds
 * it itself. Thread-safe.
 *
 * <p>If the file system is away, {@code list} and {@code collect} rest and go on by themselves. The
 * stage {@code digest} has no such breaker: it says in its result what it could not read.
 *
 * <p>All workers must see the same files under their roots. Nothing outside the root is read or
 * written, whatever a job says and whatever links lie below it.
 */
public final class ManifestPipeline implements PipelineProvider {
  /** The pipeline's name. */
  public static final String NAME = "manifest";

  /** The variable that names the directory which workers may read, and in which they write. */
  public static final String ROOT = "STREAMWEIR_MANIFEST_ROOT";

  /** What the name of a manifest ends in. */
  public static final String SUFFIX = DirectoryJob.SUFFIX;

  /** For the command, which finds this class by its name. */
  public ManifestPipeline() {}

  /** Makes the pipeline for workers below the root that the environment names, and for clients. */
  @Override
  public Pipeline<Directory> pipeline() {
    return pipeline(root().map(Path::of).map(Root::of).orElse(Root.NONE));
  }

  /**
   * Makes the pipeline for workers that may read and write below this directory.
   *
   * @throws IllegalArgumentException where it is no directory that can be listed
   */
  public static Pipeline<Directory> pipeline(Path root) {
    return pipeline(Root.checked(root.toString()));
  }

  @Override
  public Optional<String> missing() {
    Optional<String> root = root();
    if (root.isEmpty()) {
      return Optional.of("set " + ROOT + " to the directory whose files it may read");
    }
    try {
      Root.checked(root.get());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(ROOT + ": " + e.getMessage(), e);
    }
    return Optional.empty();
  }

  private static Optional<String> root() {
    return Optional.ofNullable(System.getenv(ROOT)).filter(root -> !root.isEmpty());
  }

  /**
   * A job for this directory.
   *
   * @param path relative to the root of the workers; empty or a dot for the root itself
   * @throws IllegalArgumentException where it is absolute or holds {@code ..}
   */
  public static Directory job(String path) {
    Directory job = Directory.newBuilder().setPath(RawPath.of(path).toString()).build();
    job.setOutput(job.getPath().isEmpty() ? NAME + SUFFIX : job.getPath() + SUFFIX);
    return job;
  }

  /**
   * Checks a job, as the stage {@code list} does once more.
   *
   * @throws IllegalArgumentException where it makes no sense, saying why
   */
  public static void check(Directory job) {
    DirectoryJob.of(job);
  }

  private static Pipeline<Directory> pipeline(Root root) {
    int processors = Runtime.getRuntime().availableProcessors();
    return Pipeline.named(NAME)
        .accepts(Directory.class)
        .split(
            "list",
            Part.class,
            new ListDirectory(root),
            stage -> stage.withGather(GatherPolicy.collect()).withBreaker(BreakerConfig.defaults()))
        .stage(
            "digest",
            Digest.class,
            new DigestPart(root),
            stage -> stage.withConcurrency(Math.max(2, processors)))
        .gather(
            "collect",
            Directory.class,
            Manifest.class,
            new Collect(root),
            stage -> stage.withBreaker(BreakerConfig.defaults()))
        .build();
  }
}
