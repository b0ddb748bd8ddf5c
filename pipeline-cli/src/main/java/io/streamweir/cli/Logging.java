package io.streamweir.cli;

import io.streamweir.cli.session.GlobalOptions;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.ParseResult;

/**
 * Decides how much is logged, before anything logs: logback.xml reads these properties when it
 * starts.
 */
final class Logging {
  /** What runs for long, so that its log is all that an operator has. */
  private static final Set<String> SERVICES = Set.of("worker", "monitor", "serve");

  /** What may wait for minutes while Redis refuses or is away, and should say why. */
  private static final Set<String> PATIENT = Set.of("submit");

  private Logging() {}

  static void configure(GlobalOptions options, ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    String format = options.logFormat().name().toLowerCase(Locale.ROOT);
    System.setProperty("streamweir.log.format", format);
    boolean service = SERVICES.contains(last.commandSpec().name());
    if (options.verbose()) {
      set("DEBUG", "INFO");
    } else if (service) {
      set("INFO", "WARN");
    } else if (PATIENT.contains(last.commandSpec().name())) {
      set("WARN", "OFF");
    } else {
      set("ERROR", "OFF");
    }
  }

  private static void set(String own, String libraries) {
    System.setProperty("streamweir.log.own", own);
    System.setProperty("streamweir.log.libraries", libraries);
  }
}
