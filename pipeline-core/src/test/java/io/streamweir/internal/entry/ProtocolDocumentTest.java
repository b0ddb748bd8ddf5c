package io.streamweir.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.wire.Call;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/protocol.md and the code together. */
class ProtocolDocumentTest {
  private static final Path SCRIPTS = Path.of("src/main/resources/io/streamweir/internal");
  private static final Pattern KIND = Pattern.compile("`([a-z]+)`");
  private static final Pattern FIRST_CELL =
      Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

  @Test
  void listsEveryKeyAsItIs() throws IOException {
    List<String> ours = ours(new Keys("sw", "access-log", 0));

    assertThat(ours).as("one of each kind").hasSize(kindsOfKeys());
    assertThat(firstCells("Keys"))
        .containsAll(ours)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    ours.stream(),
                    Stream.of(
                        "sw:{access-log}:breakers:parse",
                        "sw:{access-log}:duty:all",
                        "sw:{access-log}:duty:all:heard",
                        "sw:{access-log}:news",
                        "sw:{access-log}:limit:parse",
                        "sw:{access-log}:limit:parse:running",
                        "sw:{access-log}:limit:parse:until",
                        "sw:{access-log}:limit:parse:waiting",
                        "sw:{access-log}:members:parse",
                        "sw:{access-log}:meta",
                        "sw:{access-log}:paused",
                        "sw:{access-log}:workers",
                        "sw:audit",
                        "sw:identity",
                        "sw:schemas"))
                .toList());
  }

  /** So that nothing grows for ever without anybody having said so. */
  @Test
  void operationsSayWhatBoundsEachKey() throws IOException {
    String operations = Files.readString(Path.of("../docs/operations.md"));
    String table = operations.split("### What bounds each key", 2)[1].split("\n#", 2)[0];
    Set<String> bounded = new TreeSet<>();
    for (String row : table.split("\n")) {
      Matcher kinds = KIND.matcher(row.replaceFirst("^\\| ([^|]*) \\|.*$", "$1"));
      while (row.startsWith("| `") && kinds.find()) {
        bounded.add(kinds.group(1));
      }
    }

    Set<String> there = new TreeSet<>();
    for (String key : firstCells("Keys")) {
      there.add(key.replaceFirst("^sw:(\\{[^}]*}:)?", "").replaceFirst(":.*", ""));
    }
    there.remove("results"); // a channel
    assertThat(bounded).isEqualTo(there);
  }

  private static List<String> ours(Keys keys) {
    return List.of(
        keys.inbox("parse"),
        keys.later("parse"),
        keys.dead("parse"),
        keys.replaced("parse"),
        keys.swept("parse"),
        keys.owner("parse"),
        keys.blocked("parse"),
        keys.parked("parse"),
        keys.rates("parse"),
        keys.result("JOB"),
        keys.results(),
        keys.resultsAt("17"),
        keys.checkpoint("parse", "0.3", "JOB"),
        keys.progress("JOB"),
        keys.progressTold(),
        keys.ends(),
        keys.missed(),
        keys.cancelled(),
        keys.closed(),
        keys.state("totals"),
        keys.unique("KEY"),
        keys.probe(),
        keys.replicated(),
        keys.source("NAME"),
        keys.outbox("billing"),
        keys.forwarder(),
        keys.replay("parse", "NAME"),
        keys.schedules(),
        keys.fires(),
        keys.gathers(),
        keys.gather("parse", "0.3", "JOB"),
        keys.windowProgress("traffic"),
        keys.windowOpen("traffic"),
        keys.windowSpan("traffic", "START:KEY"),
        keys.windowDistinct("traffic", "NAME", "START:KEY"));
  }

  @Test
  void listsEveryFieldOfAnEntry() throws IOException {
    List<String> names = firstCells("Entry fields");
    List<Object> fields = new ArrayList<>();
    names.forEach(name -> fields.addAll(List.of(Call.bytes(name), Call.bytes("7"))));

    Entry entry = Entry.of(Call.bytes("1-1"), fields, 1);

    assertThat(entry.defect()).isNull();
    assertThat(List.of(entry.jobId(), entry.path(), "" + entry.headers())).containsOnly("7");
    assertThat(List.of(entry.attempt(), entry.replays(), (int) entry.submittedAt()))
        .containsOnly(7);
    assertThat(entry.payload()).containsExactly('7');
    assertThat(NewEntry.again(entry, true).fieldArguments()).isEqualTo(2 * names.size());
  }

  @Test
  void listsEveryScript() throws IOException {
    try (Stream<Path> scripts = Files.walk(SCRIPTS)) {
      assertThat(firstCells("Scripts"))
          .containsExactlyInAnyOrderElementsOf(
              scripts
                  .map(script -> script.getFileName().toString())
                  .filter(name -> name.endsWith(".lua"))
                  .toList());
    }
  }

  @Test
  void saysWhatLiesInRedisWithoutSendingTheReaderToAScript() throws IOException {
    assertThat(document()).doesNotContainPattern("\\]\\([^)]*\\.lua\\)");
  }

  @Test
  void listsEveryFieldThatScriptsKeepOfGathersWindowsAndOwners() throws IOException {
    assertThat(document("Gathers")).contains(fieldsIn("feature/gather/gathers.lua", "state"));
    assertThat(document("Gathers")).contains(fieldsIn("feature/gather/split.lua", "state"));
    assertThat(document("Windows")).contains(fieldsIn("feature/window/watermark.lua", "mark"));
    assertThat(document("Parked entries")).contains(fieldsIn("feature/keyed/own.lua", "KEYS[1]"));
    assertThat(document("Parked entries")).contains(fieldsIn("feature/keyed/take.lua", "owner"));
  }

  /** Names, in code style, of the fields that a script reads or writes of this hash. */
  private static List<String> fieldsIn(String script, String hash) throws IOException {
    String text = Files.readString(SCRIPTS.resolve(script));
    List<String> fields =
        Pattern.compile("'H[A-Z]+', " + Pattern.quote(hash) + ", ([^)\\n]*)|FIELDS = \\{([^}]*)}")
            .matcher(text)
            .results()
            .map(call -> call.group(1) == null ? call.group(2) : call.group(1))
            .flatMap(names -> Pattern.compile("'([a-z]+)'").matcher(names).results())
            .map(name -> "`" + name.group(1) + "`")
            .distinct()
            .toList();
    assertThat(fields).as(script).isNotEmpty();
    return fields;
  }

  @Test
  void namesTheGroupTheFormatAndTheConsumerOfEntriesHandedBack() throws IOException {
    assertThat(document())
        .contains("consumer group `" + Keys.GROUP + "`")
        .contains("named `" + Keys.HANDED_BACK + "`")
        .contains("Wire format " + PipelineMeta.FORMAT);
  }

  private static int kindsOfKeys() {
    return (int)
        Arrays.stream(Keys.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> !Modifier.isStatic(method.getModifiers()))
            .filter(method -> method.getReturnType() == String.class)
            .map(Method::getName)
            .filter(name -> !name.equals("place"))
            .distinct()
            .count();
  }

  private static List<String> firstCells(String section) throws IOException {
    return FIRST_CELL.matcher(document(section)).results().map(match -> match.group(1)).toList();
  }

  private static String document(String section) throws IOException {
    String text = document();
    int from = text.indexOf("\n## " + section + "\n");
    assertThat(from).as("section " + section).isNotNegative();
    int to = text.indexOf("\n## ", from + 1);
    return text.substring(from, to < 0 ? text.length() : to);
  }

  private static String document() throws IOException {
    return Files.readString(Path.of("../docs/protocol.md"));
  }
}
