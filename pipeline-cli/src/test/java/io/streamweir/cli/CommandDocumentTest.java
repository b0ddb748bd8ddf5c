package io.streamweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Holds the reference in docs/command.md to the command: it is what {@code --help} says. With the
 * system property {@code streamweir.write} the test writes it anew.
 */
class CommandDocumentTest {
  private static final Path PAGE = Path.of("../docs/command.md");
  private static final String BEGIN = "<!-- reference begins -->\n";
  private static final String END = "<!-- reference ends -->\n";

  private final CommandLine streamweir = Main.commandLine(Session.ofProcess());
  private final Set<String> everywhere =
      shown(streamweir).map(OptionSpec::longestName).collect(Collectors.toSet());

  @Test
  void isWhatTheCommandsHelpSays() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    String reference = reference();
    if (System.getProperty("streamweir.write") != null) {
      Files.writeString(PAGE, page.substring(0, from) + reference + page.substring(to));
      return;
    }

    assertThat(page.substring(from, to))
        .as("docs/command.md; -Dstreamweir.write=1 writes its reference anew")
        .isEqualTo(reference);
  }

  private String reference() {
    StringBuilder text = new StringBuilder("\n### All commands\n\n");
    shown(streamweir).map(option -> item(option.names(), option)).forEach(text::append);
    for (CommandLine command : commands(streamweir)) {
      text.append("\n### ").append(name(command)).append("\n\n");
      text.append(text(command.getCommandSpec().usageMessage().description())).append("\n\n");
      text.append("```text\n").append(synopsis(command)).append("\n```\n\n");
      parameters(command).map(CommandDocumentTest::item).forEach(text::append);
      shown(command)
          .filter(option -> !everywhere.contains(option.longestName()))
          .map(option -> item(option.names(), option))
          .forEach(text::append);
    }
    return text.append('\n').toString().replaceAll("\n{3,}", "\n\n");
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName().substring("streamweir ".length());
  }

  private String synopsis(CommandLine command) {
    Stream<String> parameters = parameters(command).map(CommandDocumentTest::label);
    boolean options = shown(command).anyMatch(option -> !everywhere.contains(option.longestName()));
    String words = parameters.collect(Collectors.joining(" "));
    String line = "streamweir " + name(command) + (options ? " [OPTION…] " : " ") + words;
    return line.strip();
  }

  private static String item(PositionalParamSpec parameter) {
    return "- `" + label(parameter) + "`: " + text(parameter.description()) + "\n";
  }

  private static String item(String[] names, ArgSpec option) {
    String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    return "- `" + String.join("`, `", names) + label + "`: " + text(option.description()) + "\n";
  }

  private static String label(PositionalParamSpec parameter) {
    return parameter.paramLabel() + (parameter.arity().max() > 1 ? "…" : "");
  }

  private static String text(String... lines) {
    return Stream.of(lines)
        .map(line -> Ansi.OFF.string(line.replace("%n", " ").replace("%%", "%")).strip())
        .collect(Collectors.joining(" "))
        .replace("<", "&lt;");
  }

  /** All commands that do something, but for help. */
  private static List<CommandLine> commands(CommandLine of) {
    List<CommandLine> all = new ArrayList<>();
    for (CommandLine command : of.getSubcommands().values()) {
      if (command.getSubcommands().isEmpty() && !command.getCommandName().equals("help")) {
        all.add(command);
      }
      all.addAll(commands(command));
    }
    return all;
  }

  private static Stream<PositionalParamSpec> parameters(CommandLine command) {
    return command.getCommandSpec().positionalParameters().stream().filter(p -> !p.hidden());
  }

  private static Stream<OptionSpec> shown(CommandLine command) {
    return command.getCommandSpec().options().stream().filter(option -> !option.hidden());
  }
}
