package io.streamweir.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.wire.Needs;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the header of each text of a script, and what the text does, together. */
class ScriptNeedsTest {
  private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
  private static final Pattern CALL =
      Pattern.compile(
          "(?:redis\\.p?call|(?<![\\w.])call)\\((?:'([A-Z]+)'(?:, '([A-Z]+)')?|(?=[a-zA-Z]))");
  private static final Pattern DEFINITION = Pattern.compile("function (\\w+)\\(");
  private static final Set<String> CONTAINERS = Set.of("XINFO", "XGROUP");
  private static final Map<String, String> TEXTS = ScriptTexts.all();
  private static final Map<String, SortedSet<String>> FUNCTIONS = functions();

  static Stream<String> texts() {
    return TEXTS.keySet().stream();
  }

  private static Map<String, SortedSet<String>> functions() {
    Map<String, SortedSet<String>> functions = new TreeMap<>();
    TEXTS
        .values()
        .forEach(
            text ->
                ScriptTexts.needs(text)
                    .forEach(
                        (name, commands) -> {
                          if (name.endsWith(")")) {
                            functions.put(name.substring(0, name.indexOf('(')), commands);
                          }
                        }));
    return functions;
  }

  @Test
  void findsTheTexts() {
    assertThat(TEXTS).hasSizeGreaterThan(35).containsKeys("settle/hop", "wire/checks");
    assertThat(FUNCTIONS)
        .containsOnlyKeys("must", "allowWhenFull", "mayNotAppend", "backlog", "say")
        .containsEntry("must", new TreeSet<>(Set.of("TYPE")));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void declaresTheCommandsThatItCallsAndNoOthers(String name) {
    assertThat(ScriptTexts.says(TEXTS.get(name))).isTrue();
    assertThat(declared(name, true)).isEqualTo(called(name));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void declaresTheFunctionsThatItCallsAndNoOthers(String name) {
    SortedSet<String> declared = declared(name, false);
    if (ScriptTexts.isOfEffects(TEXTS.get(name))) {
      declared.removeAll(Set.of("must", "mayNotAppend")); // settle.lua calls them, by KeyUse
    }

    assertThat(declared).isEqualTo(functionsCalled(name));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void namesKeysAsTheyAreNamedInKeys(String name) {
    Set<String> methods =
        Arrays.stream(Keys.class.getMethods())
            .filter(method -> method.getReturnType() == String.class)
            .map(Method::getName)
            .collect(Collectors.toSet());
    methods.add(Needs.SERVER);

    assertThat(ScriptTexts.needs(TEXTS.get(name)).keySet())
        .allSatisfy(key -> assertThat(key.endsWith(")") || methods.contains(key)).isTrue());
  }

  @Test
  void onlyOneTextSaysHowJobsEnd() {
    assertThat(textsThat("SET", "result")).containsExactly("entry/ends");
    assertThat(textsThat("PUBLISH", "results")).containsExactly("entry/ends");
    assertThat(textsThat("XADD", "ends")).containsExactly("entry/ends");
  }

  private static List<String> textsThat(String run, String on) {
    return TEXTS.entrySet().stream()
        .filter(
            text ->
                ScriptTexts.needs(text.getValue()).getOrDefault(on, new TreeSet<>()).contains(run))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The words of the header that are commands, or those that are functions. */
  private static SortedSet<String> declared(String name, boolean commands) {
    return ScriptTexts.needs(TEXTS.get(name)).values().stream()
        .flatMap(Set::stream)
        .filter(word -> Character.isUpperCase(word.charAt(0)) == commands)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String code(String name) {
    return COMMENT.matcher(TEXTS.get(name)).replaceAll("");
  }

  /** Only the command that publishes is told by an argument. */
  private static SortedSet<String> called(String name) {
    SortedSet<String> called = new TreeSet<>();
    Matcher call = CALL.matcher(code(name));
    while (call.find()) {
      String command = call.group(1) == null ? "PUBLISH" : call.group(1);
      called.add(CONTAINERS.contains(command) ? command + "|" + call.group(2) : command);
    }
    return called;
  }

  private static SortedSet<String> functionsCalled(String name) {
    String code = code(name);
    Set<String> own =
        DEFINITION.matcher(code).results().map(m -> m.group(1)).collect(Collectors.toSet());
    return FUNCTIONS.keySet().stream()
        .filter(function -> !own.contains(function))
        .filter(function -> Pattern.compile("\\b" + function + "\\(").matcher(code).find())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
