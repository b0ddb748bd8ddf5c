package io.streamweir.cli.failure;

import io.streamweir.redis.RedisCallException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says in words what went wrong. */
public final class Failures {
  private static final String FULL =
      "; Redis is full (it has reached its maxmemory and evicts nothing) and did not do what it"
          + " refused: let workers drain it, raise maxmemory, or drop what nobody needs, such as"
          + " dead letters";

  /** What the client library says of a server that takes a connection and answers nothing. */
  private static final String SILENT = "initialization timed out";

  private Failures() {}

  /** What the exception says, or its name where it says nothing. */
  public static String message(Throwable e) {
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + ": no such file";
    }
    String message = e.getMessage();
    String said = message == null || message.isBlank() ? e.toString() : message.strip();
    return switch (code(e)) {
      case RedisCallException.NOPERM -> said + "; docs/operations.md says what which user may do";
      case RedisCallException.CLOSED ->
          said + "; submit again then, or end the pause with the command resume";
      case RedisCallException.FULL -> said.replaceFirst("\\.$", "") + FULL;
      default ->
          said.contains(SILENT)
              ? said + "; it takes connections and answers nothing: it hangs, or is overloaded"
              : said;
    };
  }

  /** Why a file, which the message names already, cannot be used. */
  public static String ofFile(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    return e instanceof AccessDeniedException ? "permission denied" : message(e);
  }

  /** The code of the call that failed; empty where none did. */
  private static String code(Throwable e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof RedisCallException call) {
        return call.code();
      }
    }
    return "";
  }
}
