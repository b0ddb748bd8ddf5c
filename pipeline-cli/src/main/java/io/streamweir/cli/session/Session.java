package io.streamweir.cli.session;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.found.Pipelines;
import io.streamweir.cli.terminal.Output;
import io.streamweir.cli.terminal.ProgressLine;
import io.streamweir.cli.terminal.Terminal;
import io.streamweir.cli.text.ShellWords;
import io.streamweir.inspect.Audit;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One run of the command: its streams, its terminal, its global options and the pipelines it finds.
 */
public final class Session {
  private final Output out;
  private final Output err;
  private final InputStream in;
  private final Terminal terminal;
  private final Map<String, String> environment;
  private final GlobalOptions options = new GlobalOptions();
  private final Pipelines pipelines;

  /** A run of this process, or of a test with streams and providers of its own. */
  public Session(
      Output out,
      Output err,
      InputStream in,
      Terminal terminal,
      Map<String, String> environment,
      ClassLoader providers) {
    this.out = out;
    this.err = err;
    this.in = in;
    this.terminal = terminal;
    this.environment = Map.copyOf(environment);
    this.pipelines = new Pipelines(this::warn, this.environment, providers);
  }

  public static Session ofProcess() {
    return new Session(
        // Not System.out, which keeps to itself that nobody reads any longer.
        Output.to(new FileOutputStream(FileDescriptor.out)),
        Output.toErrors(System.err),
        System.in,
        Terminal.ofProcess(System.getenv()),
        System.getenv(),
        Session.class.getClassLoader());
  }

  public Output out() {
    return out;
  }

  public Output err() {
    return err;
  }

  public InputStream in() {
    return in;
  }

  /** Without colours where an option says so, as far as options were parsed. */
  public Terminal terminal() {
    return options.noColour() ? terminal.withoutColour() : terminal;
  }

  /** A line on standard error that counts so many of these while the command works. */
  public ProgressLine progress(String counted) {
    return new ProgressLine(err, terminal(), counted);
  }

  public GlobalOptions options() {
    return options;
  }

  public Pipelines pipelines() {
    return pipelines;
  }

  /** Whether failures show their stack traces. */
  public boolean debug() {
    return options.debug() || !environment.getOrDefault("STREAMWEIR_DEBUG", "").isEmpty();
  }

  /**
   * The server, its password and certificates, and the namespace, of the options, else of the
   * environment, else the defaults.
   */
  public RedisConfig redis() {
    return RedisOptions.of(options, environment);
  }

  /** Whether nobody said which server to use. */
  public boolean defaultServer() {
    return RedisOptions.defaultServer(options, environment);
  }

  /** Opens a link to the server of {@link #redis()}. */
  public RedisLink openLink() {
    return openLink(redis());
  }

  /** Opens a link; a URI that makes no sense is wrong usage. */
  public RedisLink openLink(RedisConfig config) {
    try {
      return RedisLink.open(config);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /** Shows on standard error which subcommands this one has; answers with the exit status. */
  public int missingCommand(CommandSpec spec) {
    Help.Ansi colours = terminal().errColour() ? Help.Ansi.ON : Help.Ansi.OFF;
    spec.commandLine().usage(err.writer(), colours);
    err.flush();
    return ExitCode.USAGE;
  }

  /**
   * Tells the whole command that goes on, at the same place, with work that did not come to its
   * end.
   *
   * @param words its subcommand and options
   */
  public void tellGoOn(List<String> words) {
    List<String> all = new ArrayList<>(List.of("streamweir"));
    all.addAll(words);
    all.addAll(options.place());
    warn("to go on where this ended: " + ShellWords.of(all));
  }

  /** Writes a change that was made to the audit. It stays made where that cannot be written. */
  public void audit(RedisLink link, AuditedChange change) {
    try {
      new Audit(link).write(change);
    } catch (RedisCallException e) {
      warn("it is done, and the audit does not say so: " + e.getMessage());
    }
  }

  /** Says something on standard error that is no failure. */
  public void warn(String message) {
    err.warn(message);
  }
}
