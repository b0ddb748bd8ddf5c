package io.streamweir.stages.manifest;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** A file or directory could not be read; the message says why in a few words and names no path. */
final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean passing;

  UnreadableException(String message, boolean passing) {
    super(message);
    this.passing = passing;
  }

  /**
   * What an exception of the file system means.
   *
   * @throws ClosedByInterruptException where it only says that the thread was interrupted
   */
  static UnreadableException of(IOException e) throws ClosedByInterruptException {
    if (e instanceof ClosedByInterruptException interrupted) {
      throw interrupted;
    }
    if (e instanceof AccessDeniedException) {
      return new UnreadableException("permission denied", false);
    }
    if (e instanceof NoSuchFileException) {
      return new UnreadableException("not there", false);
    }
    if (e instanceof NotDirectoryException) {
      return new UnreadableException("not a directory (links are not followed)", false);
    }
    return new UnreadableException(reason(e), true);
  }

  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException named ? named.getReason() : e.getMessage();
    return reason == null || reason.isBlank() ? e.getClass().getSimpleName() : reason;
  }

  /** Whether it may be read when it is tried again. */
  boolean passing() {
    return passing;
  }
}
