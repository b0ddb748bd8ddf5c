package io.streamweir.internal.feature.gather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.settle.Append;
import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.GivenEntry;
import io.streamweir.internal.settle.Store;
import io.streamweir.listener.WorkerListener.Ending;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.testrecords.Text;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatherRuleTest {
  private static final Pipeline<Text> PIPELINE = SplitPipelines.pipeline(GatherPolicy.failWhole());
  private static final Entry PART = GivenEntry.with(Map.of("g", "list/7", "o", "4"));
  private static final Entry WHOLE = GivenEntry.with(Map.of());
  private static final Entry MALFORMED = GivenEntry.with(Map.of("g", "nothing"));
  private static final GatherPlace PLACE = new GatherPlace("list", "show", "", "7", 4);

  private static GatherRule at(String stage) {
    return new GatherRule(PIPELINE, PIPELINE.stage(stage), job -> false);
  }

  private static Append forward(Entry entry) {
    return new Append(0, NewEntry.again(entry, false));
  }

  private static Decided decided(Entry entry, Ending ending, Effect... effects) {
    return Decided.end(entry, List.of(effects), ending);
  }

  @Test
  void knowsPartsByTheirFields() {
    assertThat(at("number").isPart(PART)).isTrue();
    assertThat(at("number").isPart(WHOLE)).isFalse();
    assertThat(at("number").isPart(MALFORMED)).isFalse();
  }

  @Test
  void countsTheResultOfAPartInsteadOfAppendingIt() {
    Append forward = forward(PART);
    assertThat(at("number").apply(PART, decided(PART, Ending.FORWARDED, forward)).effects())
        .containsExactly(new EndPart(PLACE, "job", forward.entry()));
    assertThat(at("number").apply(PART, decided(PART, Ending.DROPPED)).effects())
        .as("and a dropped one")
        .containsExactly(new EndPart(PLACE, "job", null));
  }

  @Test
  void buriesAPartForItsGather() {
    ResultMessage failure = ResultMessage.failed("job", "number", "rejected", "no", 1);
    Bury bury = new Bury("rejected", "no", 1, "job", failure);
    assertThat(at("number").apply(PART, decided(PART, Ending.DEAD, bury)).effects())
        .containsExactly(new BuryPart(bury, List.of(PLACE), null));
  }

  @Test
  void refusesWhatAPartMayNotDo() {
    Store store = new Store("job", ResultMessage.finished("job", "number", new byte[0]));
    assertThatThrownBy(() -> at("number").apply(PART, decided(PART, Ending.FINISHED, store)))
        .isInstanceOf(StreamweirException.class)
        .hasMessageContaining("finishes the job");
    Append forward = forward(PART);
    assertThatThrownBy(
            () -> at("number").apply(PART, decided(PART, Ending.FORWARDED, forward, forward)))
        .hasMessageContaining("2 outputs");
    assertThatThrownBy(
            () -> at("number").apply(MALFORMED, decided(MALFORMED, Ending.FORWARDED, forward)))
        .hasMessageContaining("a part of no split");
  }

  @Test
  void tidiesUpBehindAGather() {
    assertThat(at("show").apply(WHOLE, decided(WHOLE, Ending.DROPPED)).effects())
        .hasOnlyElementsOfType(ForgetGather.class)
        .hasSize(1);
    assertThat(at("show").apply(WHOLE, decided(WHOLE, Ending.RETRIED)).effects())
        .as("only when it is through")
        .isEmpty();
  }

  @Test
  void leavesTheEntryOfASplitToItsParts() {
    Decided forwarded = decided(PART, Ending.FORWARDED);
    assertThat(at("list").apply(PART, forwarded)).isSameAs(forwarded);
  }
}
