package io.streamweir.cli;

import io.streamweir.redis.RedisCallException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what went wrong; the stack trace only where it was asked for. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private static final String WHICH_SERVER =
      "Another server: --redis URI or $STREAMWEIR_REDIS. No server at hand: streamweir demo brings"
          + " one.";

  private static final String FULL =
      "; Redis is full (it has reached its maxmemory and evicts nothing) and did not do what it"
          + " refused: let workers drain it, raise maxmemory, or drop what nobody needs, such as"
          + " dead letters";

  private final Session session;

  Failures(Session session) {
    this.session = session;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    session.warn(String.valueOf(e.getMessage()).replaceFirst("^Error: ", ""));
    if (!UnmatchedArgumentException.printSuggestions(e, session.err().writer())) {
      session.err().line("See: " + line.getCommandSpec().qualifiedName() + " --help");
    }
    trace(e);
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception thrown, CommandLine line, ParseResult parsed) {
    Throwable e = cause(thrown);
    if (e instanceof ClosedOutputException) {
      return ExitCode.OK;
    }
    session.warn(message(e));
    trace(e);
    if (unreachable(e) && session.defaultServer()) {
      session.err().line(WHICH_SERVER);
    }
    if (e instanceof UsageException) {
      session.err().line("See: " + line.getCommandSpec().qualifiedName() + " --help");
      return ExitCode.USAGE;
    }
    return ExitCode.SOFTWARE;
  }

  private static boolean unreachable(Throwable e) {
    return e instanceof RedisCallException failed
        && failed.code().equals(RedisCallException.NOT_CONNECTED);
  }

  private static Throwable cause(Throwable thrown) {
    boolean wrapped = thrown instanceof CompletionException || thrown instanceof ExecutionException;
    return wrapped && thrown.getCause() != null ? thrown.getCause() : thrown;
  }

  /** What the exception says, or its name where it says nothing. */
  static String message(Throwable e) {
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + ": no such file";
    }
    String message = e.getMessage();
    String said = message == null || message.isBlank() ? e.toString() : message.strip();
    return switch (code(e)) {
      case RedisCallException.NOPERM -> said + "; docs/operations.md says what which user may do";
      case RedisCallException.FULL -> said.replaceFirst("\\.$", "") + FULL;
      default -> said;
    };
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

  private void trace(Throwable e) {
    if (session.debug()) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      session.err().print(Secrets.hide(trace.toString()));
    }
  }
}
