package io.streamweir.cli.input;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.session.GivenText;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that can be read more than once: the file itself, or a temporary copy of a pipe or of
 * standard input, which is read to its end for it.
 */
public final class Rereadable implements Closeable {
  private final String name;
  private final Path path;
  private final boolean copy;

  private Rereadable(String name, Path path, boolean copy) {
    this.name = name;
    this.path = path;
    this.copy = copy;
  }

  /**
   * Makes it so.
   *
   * @throws CommandFailedException where it cannot be read
   */
  public static Rereadable of(String file, InputStream standardInput) throws IOException {
    if (!file.equals("-") && Files.isRegularFile(JobInput.readable(file))) {
      return new Rereadable(file, GivenText.path(file), false);
    }
    Path copy = Files.createTempFile("streamweir-", ".input");
    copy.toFile().deleteOnExit();
    Rereadable kept = new Rereadable(file, copy, true);
    try (InputStream in = JobInput.raw(file, standardInput)) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return kept;
    } catch (IOException | RuntimeException e) {
      kept.close();
      throw e;
    }
  }

  /** Opens it anew. */
  public JobInput open() throws IOException {
    return JobInput.open(name, path);
  }

  /** What people call it. */
  String name() {
    return name;
  }

  @Override
  public void close() throws IOException {
    if (copy) {
      Files.deleteIfExists(path);
    }
  }
}
