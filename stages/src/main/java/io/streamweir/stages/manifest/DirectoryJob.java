package io.streamweir.stages.manifest;

import io.streamweir.pipeline.RejectedException;
import io.streamweir.schemas.manifest.Directory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a job asks for, checked: its paths are relative and stay below the root, its output is one
 * that overwrites nothing but manifests.
 *
 * @param top the directory, relative to the root
 * @param output the file to write, relative to the root; null for none
 */
record DirectoryJob(RawPath top, @Nullable RawPath output) {
  static final String SUFFIX = ".sha256";

  private static final int LEAST_RANGE = 4096;
  private static final int MOST_FILES = 10_000;

  /**
   * What this job asks for.
   *
   * @throws RejectedException where it makes no sense
   */
  static DirectoryJob checked(Directory job) {
    try {
      return of(job);
    } catch (IllegalArgumentException e) {
      throw new RejectedException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * What this job asks for.
   *
   * @throws IllegalArgumentException where it makes no sense
   */
  static DirectoryJob of(Directory job) {
    if (job.getRangeBytes() < LEAST_RANGE) {
      throw new IllegalArgumentException(
          "rangeBytes must be at least " + LEAST_RANGE + ": " + job.getRangeBytes());
    }
    if (job.getFilesPerPart() < 1 || job.getFilesPerPart() > MOST_FILES) {
      throw new IllegalArgumentException(
          "filesPerPart must be 1 to " + MOST_FILES + ": " + job.getFilesPerPart());
    }
    return new DirectoryJob(RawPath.of(job.getPath()), output(job.getOutput()));
  }

  private static @Nullable RawPath output(@Nullable String output) {
    if (output == null) {
      return null;
    }
    RawPath path = RawPath.of(output);
    String name = new String(path.name(), StandardCharsets.UTF_8);
    if (!name.endsWith(SUFFIX) || name.length() == SUFFIX.length() || output.endsWith("/")) {
      throw new IllegalArgumentException(
          "the output must be a file whose name ends in " + SUFFIX + ": '" + output + "'");
    }
    if (path.name().length > OutputNames.MOST_BYTES) {
      throw new IllegalArgumentException(
          "the output's name has "
              + path.name().length
              + " bytes, and a file's name has at most "
              + OutputNames.MOST_BYTES
              + "; name another output");
    }
    return path;
  }

  /**
   * Whether a path in the directory belongs to the output of this job or of earlier ones like it.
   */
  boolean isOutput(RawPath inDirectory) {
    if (output == null) {
      return false;
    }
    RawPath path = top.resolve(inDirectory);
    return path.parent().equals(output.parent())
        && new OutputNames(output.name()).isOwn(path.name());
  }
}
