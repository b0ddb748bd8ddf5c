package io.streamweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Holds the README's reference and the command together. */
class ReadmeCommandTest {
  private final CommandLine streamweir = Main.commandLine(Session.ofProcess());
  private String readme = "";

  @BeforeEach
  void readReadme() throws IOException {
    readme = Files.readString(Path.of("../README.md"));
  }

  @Test
  void namesEveryOptionThatAllCommandsTake() {
    for (String option : options(streamweir)) {
      assertThat(readme).contains("`" + option);
    }
  }

  @Test
  void namesEveryOptionOfEveryCommandInItsRow() {
    List<String> everywhere = options(streamweir);
    for (CommandLine command : commands(streamweir)) {
      String row = row(command);
      for (String option : options(command)) {
        if (!everywhere.contains(option)) {
          String known = option.equals("--pipeline") ? "-p NAME" : option;
          assertThat(row).as(command.getCommandSpec().qualifiedName()).contains(known);
        }
      }
    }
  }

  /** The row of the reference that tells of the command. */
  private String row(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName().substring("streamweir ".length());
    String parent = name.contains(" ") ? name.substring(0, name.indexOf(' ') + 1) : "";
    String own = name.substring(parent.length());
    return readme
        .lines()
        .filter(line -> line.startsWith("| `" + parent))
        .filter(line -> line.substring(3, line.indexOf('`', 3)).matches(pattern(parent, own)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the README does not tell of " + name));
  }

  private static String pattern(String parent, String own) {
    return parent + "([a-z]+\\\\\\|)*" + own + "\\b.*";
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

  private static List<String> options(CommandLine command) {
    Stream<OptionSpec> shown =
        command.getCommandSpec().options().stream().filter(option -> !option.hidden());
    return shown.map(OptionSpec::longestName).toList();
  }
}
