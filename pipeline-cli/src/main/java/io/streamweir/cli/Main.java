package io.streamweir.cli;

import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.session.GivenText;
import io.streamweir.cli.session.GlobalOptions;
import io.streamweir.cli.session.Session;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Where the process starts. */
public final class Main {
  private static final int MAX_HELP_WIDTH = 100;

  private Main() {}

  /** Runs the command and ends the process with its status: 0 success, 1 failure, 2 wrong usage. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // libraries too compare and print the same everywhere
    Session session = Session.ofProcess();
    int status = runGiven(session, args);
    session.err().flush();
    System.exit(status);
  }

  private static int runGiven(Session session, String[] args) {
    String[] given;
    try {
      given = GivenText.arguments(args);
      GivenText.checkVariables(System.getenv());
    } catch (UsageException e) {
      session.warn(Failures.message(e));
      return ExitCode.USAGE;
    }
    return run(session, given);
  }

  static int run(Session session, String... args) {
    CommandLine line = commandLine(session);
    if (Arrays.asList(args).contains(GlobalOptions.NO_COLOR)) {
      line.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF)); // help is printed while parsing
    }
    int status = line.execute(args);
    line.getOut().flush();
    return status;
  }

  static CommandLine commandLine(Session session) {
    CommandLine line = new CommandLine(new StreamweirCommand(session), factory(session));
    FailureHandler failures = new FailureHandler(session);
    boolean colour = session.terminal().colour();
    describeServer(Objects.requireNonNull(line.getSubcommands().get("demo")).getCommandSpec());
    return line.setOut(session.out().writer())
        .setErr(session.err().writer())
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(Math.max(60, Math.min(session.terminal().columns(), MAX_HELP_WIDTH)))
        .setColorScheme(Help.defaultColorScheme(colour ? Help.Ansi.ON : Help.Ansi.OFF))
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures)
        .setExecutionStrategy(parsed -> execute(session, parsed));
  }

  /** What every command says of the option is not so for this one. */
  private static void describeServer(CommandSpec demo) {
    OptionSpec inherited = demo.findOption("--redis");
    demo.remove(inherited);
    demo.addOption(
        OptionSpec.builder(inherited)
            .description("Use this server. Default: a Redis of its own, which ends with it")
            .build());
  }

  private static int execute(Session session, ParseResult parsed) {
    Logging.configure(session.options(), parsed);
    return new RunLast().execute(parsed);
  }

  /** Gives each command the session where its constructor asks for it. */
  private static IFactory factory(Session session) {
    IFactory plain = CommandLine.defaultFactory();
    return new IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        for (var constructor : type.getDeclaredConstructors()) {
          if (constructor.getParameterCount() == 1
              && constructor.getParameterTypes()[0] == Session.class) {
            constructor.setAccessible(true); // only its family names most of them
            return type.cast(constructor.newInstance(session));
          }
        }
        return plain.create(type);
      }
    };
  }
}
