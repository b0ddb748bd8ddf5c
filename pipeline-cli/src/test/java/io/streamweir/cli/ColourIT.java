package io.streamweir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.terminal.Terminal;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Colours are for terminals whose user wants them, whatever the command. */
@WithRedis
class ColourIT {
  private static final Terminal COLOURED = new Terminal(false, true, true, 80, false, false, true);
  private static final Terminal OUT_TO_FILE =
      new Terminal(false, false, true, 80, false, false, true);
  private static final Terminal ERR_TO_FILE =
      new Terminal(false, true, false, 80, false, false, true);
  private static final Terminal DUMB = new Terminal(false, true, true, 80, true, false, true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "help dead",
        "submit --help",
        "status -p access-log",
        "doctor -p access-log",
        "report"
      })
  void areOnStandardOutputOnlyWhereTheyAreWanted(String words, RedisSpace space) {
    List<String> line = new ArrayList<>(List.of(words.split(" ")));
    if (!words.contains("help")) {
      line.addAll(List.of("--redis", space.uri(), "--namespace", space.namespace()));
    }
    String[] args = line.toArray(String[]::new);
    line.add("--no-color");
    String[] without = line.toArray(String[]::new);

    assertThat(Run.onTerminal(COLOURED, args).out()).contains("\u001b[");
    assertThat(Run.onTerminal(COLOURED, without).all()).doesNotContain("\u001b");
    assertThat(Run.onTerminal(OUT_TO_FILE, args).out()).doesNotContain("\u001b");
  }

  @Test
  void areForTerminalsThatShowThemToUsersWhoWantThem() {
    assertThat(COLOURED.paint(1, "x")).isEqualTo("\u001b[1mx\u001b[0m");
    assertThat(List.of(DUMB, OUT_TO_FILE, COLOURED.withoutColour()))
        .allSatisfy(terminal -> assertThat(terminal.paint(1, "x")).isEqualTo("x"));
    Map<String, String> plain = Map.of("TERM", "xterm", "NO_COLOR", "1");
    Map<String, String> empty = Map.of("TERM", "xterm", "NO_COLOR", "");
    assertThat(Terminal.ofProcess(plain).plain()).isTrue();
    assertThat(Terminal.ofProcess(empty).plain()).isFalse();
    assertThat(Terminal.ofProcess(empty).dumb()).isFalse();
    assertThat(Terminal.ofProcess(Map.of("TERM", "dumb")).dumb()).isTrue();
    assertThat(Terminal.ofProcess(Map.of()).dumb()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dead", "status --nonsense"})
  void ofMessagesGoByWhereStandardErrorLeads(String words) {
    String[] args = words.isEmpty() ? new String[0] : words.split(" ");
    assertThat(Run.onTerminal(ERR_TO_FILE, args).err()).isNotEmpty().doesNotContain("\u001b");
    assertThat(Run.onTerminal(DUMB, args).err()).doesNotContain("\u001b");
  }
}
