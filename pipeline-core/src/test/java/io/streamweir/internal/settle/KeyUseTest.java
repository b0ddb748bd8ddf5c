package io.streamweir.internal.settle;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultKeeping;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.ScriptTexts;
import io.streamweir.internal.entry.Unparked;
import io.streamweir.internal.feature.cancel.EndCancelled;
import io.streamweir.internal.feature.chain.ChainedJob;
import io.streamweir.internal.feature.chain.SubmitJob;
import io.streamweir.internal.feature.checkpoint.ForgetCheckpoint;
import io.streamweir.internal.feature.dedupe.HoldKey;
import io.streamweir.internal.feature.gather.BuryPart;
import io.streamweir.internal.feature.gather.CloseSplit;
import io.streamweir.internal.feature.gather.EndPart;
import io.streamweir.internal.feature.gather.ForgetGather;
import io.streamweir.internal.feature.gather.GatherPlace;
import io.streamweir.internal.feature.keyed.Park;
import io.streamweir.internal.feature.keyed.UnparkNext;
import io.streamweir.internal.feature.through.BuryLater;
import io.streamweir.internal.feature.window.FillWindow;
import io.streamweir.internal.wire.Needs;
import io.streamweir.pipeline.ChainOptions;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowUpdate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds what effects say of their keys to the headers of the texts that carry them out. */
class KeyUseTest {
  private static final Keys KEYS = new Keys("sw", "p", 0);
  private static final ResultKeeping LOGGED =
      new ResultKeeping(Duration.ofMinutes(1), Duration.ofMinutes(1), 256);
  private static final SettleTarget TARGET =
      new SettleTarget(KEYS, STAGE, List.of(NEXT), "w", LOGGED, false);
  private static final GatherPlace PLACE = new GatherPlace(STAGE, NEXT, "", "1-1", 0);
  private static final ResultMessage FAILED =
      ResultMessage.failed("job", STAGE, "rejected", "no", 1);
  private static final Bury BURY = new Bury("rejected", "no", 1, "job", FAILED);
  private static final WindowUpdate UPDATE =
      WindowUpdate.of("traffic", "key", 0).sum("s", 1).min("m", 1).distinct("d", "text");

  static Stream<Effect> effects() {
    return Stream.of(
        new Append(0, plain("job")),
        new Delay(1, plain("job"), "nonce"),
        new Store("job", FAILED),
        BURY,
        new ChangeCounters(List.of(Count.one("hits", "x"))),
        new HoldKey("key", "job", 1, 1),
        new EndCancelled("job", FAILED),
        new ForgetCheckpoint("job", "", false),
        new EndPart(PLACE, "job", null),
        new CloseSplit(PLACE, "job", 1, "sum"),
        new ForgetGather(PLACE, "job"),
        new BuryPart(BURY, List.of(PLACE), "key"),
        new BuryLater(NEXT, BURY, plain("job")),
        new Park("key", "1-1", 1, plain("job")),
        new UnparkNext("key", new Unparked("1-1", 1, 1)),
        new SubmitJob("billing", ChainedJob.of(new byte[1], Map.of(), ChainOptions.defaults())),
        new FillWindow(Window.tumbling("traffic", Duration.ofSeconds(1), NEXT), UPDATE));
  }

  private static EffectWriter written(Effect effect) {
    EffectWriter writer = new EffectWriter(TARGET);
    writer.entry(new Settlement("1-1", List.of(effect)));
    writer.end();
    return writer;
  }

  @ParameterizedTest
  @MethodSource("effects")
  void saysOnlyWhatTheHeadersOfItsTextsDeclare(Effect effect) {
    EffectWriter writer = written(effect);
    Needs needs = EffectCall.script(Fence.NONE, writer.texts()).needs();

    writer
        .uses()
        .forEach(
            (use, keys) ->
                keys.forEach(
                    key ->
                        assertThat(needs.of(nameOf(key)))
                            .as("%s on %s", use, nameOf(key))
                            .containsAll(use.commands())
                            .containsAll(checks(use))));
  }

  private static List<String> checks(KeyUse use) {
    return switch (use.type()) {
      case "any" -> List.of();
      case "append" -> List.of("TYPE", "XADD", "XLEN", "XRANGE", "XINFO|GROUPS", "XINFO|STREAM");
      default -> List.of("TYPE");
    };
  }

  /** The script of settlements checks the keys of each use; the headers must say so. */
  @Test
  void isCheckedJustAsTheHeadersDeclare() {
    Set<String> used = new TreeSet<>();
    effects()
        .flatMap(effect -> written(effect).uses().entrySet().stream())
        .filter(use -> !use.getKey().type().equals("any"))
        .forEach(
            use -> {
              String check = use.getKey().type().equals("append") ? "mayNotAppend" : "must";
              use.getValue().forEach(key -> used.add(nameOf(key) + ": " + check));
            });
    Set<String> declared =
        ScriptTexts.all().values().stream()
            .filter(ScriptTexts::isOfEffects)
            .flatMap(text -> ScriptTexts.needs(text).entrySet().stream())
            .flatMap(needs -> needs.getValue().stream().map(word -> needs.getKey() + ": " + word))
            .filter(item -> item.endsWith(": must") || item.endsWith(": mayNotAppend"))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(used).hasSizeGreaterThan(9).isEqualTo(declared);
  }

  @Test
  void everyEffectOfTheTextsIsHere() {
    Set<String> texts =
        effects()
            .map(KeyUseTest::written)
            .map(EffectWriter::texts)
            .flatMap(Collection::stream)
            .collect(Collectors.toCollection(TreeSet::new));
    texts.add("settle/effects");

    assertThat(texts)
        .containsAll(
            ScriptTexts.all().entrySet().stream()
                .filter(text -> ScriptTexts.isOfEffects(text.getValue()))
                .map(Map.Entry::getKey)
                .toList());
  }

  /** What {@link Keys} calls the key. */
  private static String nameOf(String key) {
    String name = key.substring("sw:{p/0}:".length());
    if (!name.startsWith("window:")) {
      return name.replaceFirst(":.*", "");
    }
    return switch (name.split(":")[2]) {
      case "mark" -> "windowProgress";
      case "open" -> "windowOpen";
      case "at" -> "windowSpan";
      default -> "windowDistinct";
    };
  }
}
