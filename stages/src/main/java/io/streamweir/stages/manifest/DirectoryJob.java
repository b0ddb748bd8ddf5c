package io.streamweir.stages.manifest;

import io.streamweir.pipeline.RejectedException;
import io.streamweir.schemas.manifest.Directory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
  static final String JSON_SUFFIX = ".jsonl";
  static final String INCOMPLETE_SUFFIX = ".incomplete";
  static final String UNFINISHED_INFIX = ".tmp-";

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
    return path;
  }

  /**
   * Whether a path in the directory belongs to the output of this job or of earlier ones like it.
   */
  boolean isOutput(RawPath inDirectory) {
    if (output == null) {
      return false;
    }
    byte[] wanted = output.bytes();
    byte[] path = top.resolve(inDirectory).bytes();
    return path.length >= wanted.length
        && Arrays.equals(path, 0, wanted.length, wanted, 0, wanted.length)
        && isOwn(
            new String(path, wanted.length, path.length - wanted.length, StandardCharsets.UTF_8));
  }

  private static boolean isOwn(String ending) {
    return ending.startsWith(UNFINISHED_INFIX)
        || ending.isEmpty()
        || ending.equals(JSON_SUFFIX)
        || ending.equals(INCOMPLETE_SUFFIX)
        || ending.equals(INCOMPLETE_SUFFIX + JSON_SUFFIX);
  }
}
