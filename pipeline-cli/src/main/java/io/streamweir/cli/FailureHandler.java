package io.streamweir.cli;

import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.ClosedOutputException;
import io.streamweir.cli.text.Secrets;
import io.streamweir.redis.RedisCallException;
import java.io.PrintWriter;
import java.io.StringWriter;
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
final class FailureHandler implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private static final String WHICH_SERVER =
      "Another server: --redis URI or $STREAMWEIR_REDIS. No server at hand: streamweir demo brings"
          + " one.";

  private final Session session;

  FailureHandler(Session session) {
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
    session.warn(Failures.message(e));
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

  private void trace(Throwable e) {
    if (session.debug()) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      session.err().print(Secrets.hide(trace.toString()));
    }
  }
}
