package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SplitBuilderTest {
  private static final SplitStage<Text, Text> LETTERS =
      (text, context) -> Parts.of(text.getValue().chars().mapToObj(c -> new Text("" + (char) c)));
  private static final Stage<Text, Text> ECHO = (text, context) -> Outcome.forward(text);
  private static final Stage<Text, Amount> MEASURE =
      (text, context) -> Outcome.forward(new Amount(1L, null));
  private static final GatherStage<Text, Text, Text> JOIN =
      (text, parts, context) -> Outcome.finish(text);
  private static final GatherStage<Text, Amount, Text> COUNT =
      (text, parts, context) -> Outcome.finish(new Text("" + parts.total()));

  private static PipelineBuilder<Text, Text> begin() {
    return Pipeline.named("letters").accepts(Text.class);
  }

  private static void expectWrong(ThrowingCallable build, String... words) {
    assertThatExceptionOfType(PipelineDefinitionException.class)
        .isThrownBy(build)
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  @Test
  void pairsASplitWithItsGather() {
    Pipeline<Text> pipeline =
        begin()
            .split("list", Text.class, LETTERS, s -> s.withGather(GatherPolicy.collect()))
            .stage("measure", Amount.class, MEASURE)
            .gather("count", Text.class, Text.class, COUNT)
            .stage("show", Text.class, ECHO)
            .build();

    Bracket bracket = new Bracket("list", "count", Amount.class);
    assertThat(pipeline.stage("list").bracket()).isEqualTo(bracket);
    assertThat(pipeline.stage("count").bracket()).isEqualTo(bracket);
    assertThat(pipeline.stage("measure").bracket()).isNull();
    assertThat(pipeline.stage("list").splits()).isTrue();
    assertThat(pipeline.stage("list").gathers()).isFalse();
    assertThat(pipeline.stage("count").gathers()).isTrue();
    assertThat(pipeline.stage("count").input()).isEqualTo(Text.class);
    assertThat(pipeline.stage("count").takes()).isEqualTo(Amount.class);
    assertThat(pipeline.stage("measure").takes()).isEqualTo(Text.class);
    assertThat(pipeline.stage("measure").targets()).containsExactly("count");
    assertThat(pipeline.stage("count").targets()).containsExactly("show");
    assertThat(pipeline.stage("list").gather().collects()).isTrue();
    assertThat(pipeline.stage("measure").gather()).isEqualTo(GatherPolicy.failWhole());
  }

  @Test
  void pairsNestedSplitsLikeBrackets() {
    Pipeline<Text> pipeline =
        begin()
            .split("outer", Text.class, LETTERS)
            .stage("between", Text.class, ECHO)
            .split("inner", Text.class, LETTERS)
            .stage("measure", Amount.class, MEASURE)
            .gather("row", Text.class, Text.class, COUNT)
            .gather("all", Text.class, Text.class, JOIN)
            .build();

    assertThat(pipeline.stage("inner").bracket())
        .isEqualTo(new Bracket("inner", "row", Amount.class));
    assertThat(pipeline.stage("outer").bracket())
        .isEqualTo(new Bracket("outer", "all", Text.class));
  }

  @Test
  void letsPartsTakeBranchesInside() {
    Pipeline<Text> pipeline =
        begin()
            .split("list", Text.class, LETTERS)
            .stage("sort", Text.class, ECHO, s -> s.withRoute("slow", Text.class).withNext("fast"))
            .stage("fast", Text.class, ECHO)
            .gather("join", Text.class, Text.class, JOIN)
            .branch("slow", Text.class, Text.class, ECHO, s -> s.withNext("join"))
            .build();

    assertThat(pipeline.stage("slow").targets()).containsExactly("join");
  }

  @Test
  void namesAGatherWithoutASplit() {
    expectWrong(
        () -> begin().stage("a", Text.class, ECHO).gather("join", Text.class, Text.class, JOIN),
        "gathers at 'join'",
        "no open split");
    expectWrong(
        () ->
            begin()
                .split("list", Text.class, LETTERS)
                .stage("a", Text.class, ECHO)
                .gather("join", Text.class, Text.class, JOIN)
                .gather("again", Text.class, Text.class, JOIN),
        "gathers at 'again'");
  }

  @Test
  void namesASplitWithoutAGather() {
    expectWrong(
        () -> begin().split("list", Text.class, LETTERS).stage("a", Text.class, ECHO).build(),
        "splits at 'list'",
        "never gathers");
  }

  @Test
  void namesAnOriginalInputThatTheSplitDoesNotTake() {
    GatherStage<Amount, Text, Text> wrong = (amount, parts, context) -> Outcome.drop();
    expectWrong(
        () ->
            begin()
                .split("list", Text.class, LETTERS)
                .stage("a", Text.class, ECHO)
                .gather("join", Amount.class, Text.class, wrong),
        "Amount",
        "split 'list' takes",
        "Text");
  }

  @Test
  void namesAGatherWithNothingToDoBefore() {
    expectWrong(
        () ->
            begin()
                .split("list", Text.class, LETTERS)
                .gather("join", Text.class, Text.class, JOIN)
                .build(),
        "no stage between split 'list' and gather 'join'");
  }

  @Test
  void namesRoutesThatLeadIntoASplitOrOutOfIt() {
    expectWrong(
        () ->
            begin()
                .stage("first", Text.class, ECHO, s -> s.withRoute("inside", Text.class))
                .split("list", Text.class, LETTERS)
                .stage("inside", Text.class, ECHO)
                .gather("join", Text.class, Text.class, JOIN)
                .build(),
        "routes to stage 'inside'",
        "outside of any split (from 'first')",
        "inside split 'list' (from 'list')");
    expectWrong(
        () ->
            begin()
                .split("list", Text.class, LETTERS)
                .stage("inside", Text.class, ECHO, s -> s.withRoute("last", Text.class))
                .gather("join", Text.class, Text.class, JOIN)
                .stage("last", Text.class, ECHO)
                .build(),
        "routes to stage 'last'",
        "'inside'");
  }

  @Test
  void namesForwardsThatAGatherCannotTake() {
    expectWrong(
        () ->
            begin()
                .stage("first", Text.class, ECHO, s -> s.withRoute("join", Text.class))
                .split("list", Text.class, LETTERS)
                .stage("inside", Text.class, ECHO)
                .gather("join", Text.class, Text.class, JOIN)
                .build(),
        "forwards from stage 'first' to gather 'join'",
        "outside of any split");
    expectWrong(
        () ->
            begin()
                .split("list", Text.class, LETTERS, s -> s.withRoute("inside", Text.class))
                .stage("inside", Text.class, ECHO)
                .gather("join", Text.class, Text.class, JOIN)
                .build(),
        "routes from split 'list'");
  }

  @Test
  void namesSettingsAndHandlersInTheWrongPlace() {
    expectWrong(
        () ->
            begin().stage("a", Text.class, ECHO, s -> s.withGather(GatherPolicy.collect())).build(),
        "policy for parts at 'a'");
    expectWrong(() -> begin().stage("a", Text.class, LETTERS).build(), "at 'a'", "use split");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GatherPolicy.collect().withTimeout(Duration.ofMillis(999)))
        .withMessageContaining("1 s to 365 days");
  }

  @Test
  void closesWhateverPartsComeFrom() throws Exception {
    AtomicInteger closed = new AtomicInteger();
    Text text = new Text("x");
    class Closing implements Iterator<Text>, AutoCloseable {
      @Override
      public boolean hasNext() {
        return false;
      }

      @Override
      public Text next() {
        return text;
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    }

    try (Parts<Text> parts = Parts.of(new Closing())) {
      assertThat(parts.iterator().hasNext()).isFalse();
    }
    try (Parts<Text> parts = Parts.of(Stream.of(text).onClose(closed::incrementAndGet))) {
      assertThat(parts.iterator().next()).isEqualTo(text);
    }
    try (Parts<Text> parts = Parts.of(List.of(text))) {
      assertThat(parts.iterator().hasNext()).isTrue();
    }
    assertThat(closed).hasValue(2);
    assertThat(Parts.none().iterator().hasNext()).isFalse();
  }

  @Test
  void givesHandlersResultsInATest() {
    FailedPart failed = new FailedPart(1, "a", "rejected", "no");
    Gathered<Text> gathered = Gathered.of(List.of(new Text("x")), List.of(failed));

    List<String> texts = new ArrayList<>();
    gathered.forEach(text -> texts.add(text.getValue()));
    assertThat(texts).containsExactly("x");
    assertThat(gathered.stream()).hasSize(1);
    assertThat(gathered.total()).isEqualTo(2);
    assertThat(gathered.failed()).isEqualTo(1);
    assertThat(gathered.failures()).containsExactly(failed);
  }
}
