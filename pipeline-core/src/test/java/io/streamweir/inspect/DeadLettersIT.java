package io.streamweir.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.Range;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class DeadLettersIT {
  private TestStage stage;
  private DeadLetters letters;

  @BeforeEach
  void open(RedisSpace space, RedisCommands<String, String> redis) {
    stage = new TestStage(space, redis);
    letters = new DeadLetters(stage.link, TestStage.PIPELINE, "one");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void listsTheOldestOfEachPartitionFirst() {
    String second = stage.bury(1, "b", "attempts");
    String first = stage.bury(0, "a", "rejected");
    stage.bury(1, "c", "rejected");

    List<DeadLetters.Letter> list = letters.list(2);

    assertThat(list)
        .extracting(DeadLetters.Letter::id)
        .containsExactly("0:" + first, "1:" + second);
    assertThat(list.get(0).jobId()).isEqualTo("a");
    assertThat(list.get(0).reason()).isEqualTo("rejected");
    assertThat(list.get(0).error()).isEqualTo("why");
    assertThat(list.get(0).attempts()).isEqualTo(2);
    assertThat(list.get(0).payload()).isEqualTo("payload".getBytes(StandardCharsets.UTF_8));
    assertThat(list.get(0).diedAt())
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    assertThat(letters.size()).isEqualTo(3);
    assertThat(new DeadLetters(stage.link, TestStage.PIPELINE, "two").list(9)).isEmpty();
  }

  @Test
  void findsReplaysAndDropsOne() {
    String a = "0:" + stage.bury(0, "a", "rejected");
    String b = "1:" + stage.bury(1, "b", "rejected");

    assertThat(letters.find(a).orElseThrow().jobId()).isEqualTo("a");
    assertThat(letters.find("1:5-5")).isEmpty();
    assertThat(letters.replay(a)).isTrue();
    assertThat(letters.replay(a)).isFalse();
    assertThat(letters.drop(a)).isFalse();
    assertThat(letters.drop(b)).isTrue();
    assertThat(letters.size()).isZero();
    assertThat(stage.redis.xrange(stage.inbox(0), Range.unbounded()).get(0).getBody())
        .containsEntry("j", "a")
        .containsEntry("x", "1")
        .containsEntry("p", "payload");
    assertThat(stage.redis.xlen(stage.inbox(1))).isZero();
  }

  @Test
  void replaysAll() {
    for (int i = 0; i < 450; i++) {
      stage.bury(0, "a" + i, "rejected");
      stage.bury(1, "b" + i, "rejected");
    }

    assertThat(letters.replayAll()).isEqualTo(900);

    assertThat(letters.size()).isZero();
    assertThat(stage.redis.xlen(stage.inbox(0))).isEqualTo(450);
    assertThat(stage.redis.xrange(stage.inbox(1), Range.unbounded()))
        .extracting(message -> message.getBody().get("j"))
        .startsWith("b0", "b1", "b2")
        .endsWith("b448", "b449")
        .doesNotHaveDuplicates();
  }

  @Test
  void dropsAll() {
    for (int i = 0; i < 450; i++) {
      stage.bury(i % 2, "a", "rejected");
    }

    assertThat(letters.dropAll()).isEqualTo(450);
    assertThat(letters.size()).isZero();
    assertThat(letters.dropAll()).isZero();
    assertThat(stage.redis.exists(stage.inbox(0), stage.inbox(1))).isZero();
  }

  @Test
  void handsOverAnyNumberOfLettersInOrder() {
    for (int i = 0; i < 450; i++) {
      stage.bury(i % 3 == 0 ? 0 : 1, "job-" + i, "rejected");
    }
    List<String> all = new ArrayList<>();
    letters.forEach(Long.MAX_VALUE, letter -> all.add(letter.id()));
    assertThat(all).hasSize(450).doesNotHaveDuplicates();
    assertThat(letters.list(450)).extracting(DeadLetters.Letter::id).isEqualTo(all);
    assertThat(letters.list(151)).extracting(DeadLetters.Letter::id).isEqualTo(all.subList(0, 151));
  }

  /** A letter of which nothing can be replayed must not hold up the others. */
  @Test
  void replaysAllThatCanBe() {
    stage.redis.xadd(stage.keys(0).dead("one"), "reason", "deleted");
    for (int i = 0; i < 300; i++) {
      stage.bury(0, "a", "rejected");
    }

    assertThat(letters.replayAll()).isEqualTo(300);
    assertThat(letters.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5-5", "x:5-5", "2:5-5", "-1:5-5", ":5-5"})
  void refusesIdsWithoutAPartition(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> letters.find(id))
        .withMessageContaining("use the form partition:id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0:", "0:x", "0:5-5-5", "0:-", "0:+", "0:$", "0:*", "0:(5-5", "0:5"})
  void refusesIdsThatNoLetterCanHave(String id) {
    stage.bury(0, "a", "rejected");

    assertThatIllegalArgumentException().isThrownBy(() -> letters.find(id));
    assertThatIllegalArgumentException().isThrownBy(() -> letters.replay(id));
    assertThatIllegalArgumentException().isThrownBy(() -> letters.drop(id));
    assertThat(letters.size()).isEqualTo(1);
  }

  @Test
  void refusesAStageThatIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DeadLetters(stage.link, TestStage.PIPELINE, "three"));
  }
}
