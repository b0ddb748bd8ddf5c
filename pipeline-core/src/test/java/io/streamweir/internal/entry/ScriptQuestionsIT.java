package io.streamweir.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.WorkerRights;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Newer servers refuse {@code redis.acl_check_cmd} for a command that lacks words. Every question
 * is held to the server's own table of commands, so an older server finds a short one too.
 */
@WithRedis
class ScriptQuestionsIT {
  private static final String PURGE = "feature/cancel/purge";
  private static final Pattern NAMED = Pattern.compile("'([A-Z]{3,})'");
  private static final Pattern ASKED = Pattern.compile("acl_check_cmd");

  private TestInbox inbox;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void onlyChecksAsksOnItsOwn() {
    Map<String, Long> asking = new TreeMap<>();
    ScriptTexts.all()
        .forEach((name, text) -> asking.put(name, ASKED.matcher(text).results().count()));
    asking.values().removeIf(times -> times == 0);

    // finish.lua, forward.lua and hop.lua are sent without checks.lua; purge.lua asks for
    // XREADGROUP, whose key
    // is not in front.
    assertThat(asking)
        .isEqualTo(
            Map.of(
                "wire/checks",
                1L,
                "wire/rights",
                1L,
                "settle/finish",
                2L,
                "settle/forward",
                1L,
                "settle/hop",
                3L,
                PURGE,
                1L));
  }

  @Test
  void checksKnowsTheLeastWordsOfEachCommandOnAKeyThatAScriptNames() {
    Set<String> named = new TreeSet<>();
    ScriptTexts.all()
        .values()
        .forEach(
            text ->
                NAMED.matcher(text).results().map(result -> result.group(1)).forEach(named::add));
    Map<String, Integer> expected =
        arities(named).entrySet().stream()
            .filter(each -> each.getValue().firstKey() == 1)
            .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().words() - 2));

    assertThat(expected).hasSizeGreaterThan(25).containsKeys("XADD", "PFADD", "HINCRBY");
    assertThat(expected)
        .allSatisfy((name, words) -> assertThat(fillers(name)).as(name).isEqualTo(words));
  }

  @Test
  void aQuestionForAnUnknownCommandFails() {
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> fillers("XBOGUS"))
        .withMessageContaining("XBOGUS");
  }

  @Test
  void aWorkersQuestionsHaveAllTheirWords() {
    List<List<String>> questions =
        WorkerRights.rights(inbox.link, everything(), inbox.keys).stream()
            .filter(Right::whole)
            .map(Right::words)
            .toList();
    Map<String, Arity> arities =
        arities(questions.stream().map(words -> words.get(0)).collect(Collectors.toSet()));

    assertThat(questions)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            words ->
                assertThat(words).hasSizeGreaterThanOrEqualTo(arities.get(words.get(0)).words()));
  }

  /** How many words checks.lua adds behind the command's key. */
  private int fillers(String command) {
    String asks = ScriptTexts.all().get("wire/checks") + "return #{fillers(ARGV[1])}";
    return Integer.parseInt(inbox.say(Command.EVAL, asks, 1, inbox.inbox, command));
  }

  /** A pipeline with all that a worker has questions for. */
  private static Pipeline<Text> everything() {
    return Pipeline.named("p")
        .accepts(Text.class)
        .split("cut", Text.class, (text, context) -> Parts.of(Stream.of(text)))
        .stage(
            "part",
            Text.class,
            (text, context) -> Outcome.forward(text),
            config -> config.withOrder().withRatePerKey(RateLimit.of(1, Duration.ofSeconds(1))))
        .gather("join", Text.class, Text.class, ScriptQuestionsIT::join)
        .stage(
            "end",
            Text.class,
            (text, context) -> Outcome.<Text>finish(text),
            config -> config.withMaxRunning(1))
        .branch(
            "summary", WindowSummary.class, Text.class, (summary, context) -> Outcome.<Text>drop())
        .window(Window.tumbling("traffic", Duration.ofMinutes(1), "summary"))
        .build();
  }

  private static Outcome<Text> join(Text text, Gathered<Text> parts, StageContext context) {
    return Outcome.drop();
  }

  private record Arity(int words, int firstKey) {}

  /** The least words of those that are commands of the server, and where their first key is. */
  private Map<String, Arity> arities(Set<String> names) {
    Object[] words = Stream.concat(Stream.of("INFO"), names.stream()).toArray();
    return inbox.ask(Command.of("COMMAND"), words).stream()
        .filter(List.class::isInstance)
        .map(Resp::list)
        .filter(info -> !info.isEmpty())
        .collect(
            Collectors.toMap(
                info -> Resp.text(info.get(0)).toUpperCase(Locale.ROOT),
                info ->
                    new Arity(
                        Math.abs((int) Resp.number(info.get(1))), (int) Resp.number(info.get(3)))));
  }
}
