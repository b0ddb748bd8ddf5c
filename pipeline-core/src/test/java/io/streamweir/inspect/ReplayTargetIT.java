package io.streamweir.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.UndecodableException;
import io.streamweir.inspect.DeadLetters.Letter;
import io.streamweir.inspect.MatchingLetters.Change;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Letters that go to another stage, or with another payload. */
@WithRedis
class ReplayTargetIT {
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("rerouted")
          .accepts(Text.class)
          .stage("one", Text.class, (text, context) -> Outcome.forward(text))
          .stage(
              "small",
              Text.class,
              (text, context) -> Outcome.forward(text),
              stage -> stage.withMaxBacklog(3).withRoute("paid", Amount.class))
          .split("cut", Text.class, (text, context) -> Parts.of(Stream.of(text)))
          .stage("part", Text.class, (text, context) -> Outcome.forward(text))
          .gather("join", Text.class, Text.class, ReplayTargetIT::join)
          .branch("paid", Amount.class, Amount.class, (amount, context) -> Outcome.drop())
          .build();

  private RedisLink link;
  private RedisCommands<String, String> redis;
  private AvroCodec codec;
  private Keys keys;
  private DeadLetters letters;

  private static Outcome<Text> join(Text text, Gathered<Text> parts, StageContext context) {
    return Outcome.drop();
  }

  @BeforeEach
  void open(RedisSpace space, RedisCommands<String, String> commands) {
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
    redis = commands;
    codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link)));
    codec.register(Amount.class);
    keys = Keys.of(link, "rerouted", 0);
    letters = new DeadLetters(link, PIPELINE, "one");
  }

  @AfterEach
  void close() {
    link.close();
  }

  private String bury(byte[] payload, String... more) {
    Call args = Call.args().addKey(Call.bytes(keys.dead("one"))).add("*");
    args.add("reason").add("rejected").add("error").add("why").add("attempts").add(1);
    args.add("entry").add("5-5").add("f:j").add("job").add("f:t").add(1).add("f:p").add(payload);
    for (String word : more) {
      args.add(word);
    }
    return "0:" + Resp.text(link.await(link.shared().send(Command.XADD, Reply.VALUE, args)));
  }

  private List<StreamMessage<String, String>> entries(String stage) {
    return redis.xrange(keys.inbox(stage), Range.unbounded());
  }

  private String payload(String stage) {
    Object first =
        link.await(
                link.shared()
                    .list(
                        Command.XRANGE,
                        Call.args().addKey(Call.bytes(keys.inbox(stage))).add("-").add("+")))
            .get(0);
    List<?> fields = Resp.list(Resp.list(first).get(1));
    Object payload = Resp.named(fields).get("p");
    return codec.decode((byte[]) payload, Text.class).getValue();
  }

  @Test
  void putsLettersIntoTheInboxOfAStageThatCanReadThem() {
    String id = bury(codec.encode(new Text("a")));
    bury(codec.encode(new Text("b")));
    bury("garbage".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

    assertThat(letters.replay(id, "part")).isTrue();
    Change rest = letters.matching(LetterFilter.all()).replay(MatchingLetters.BEGIN, 100, "part");

    assertThat(rest.changed()).isEqualTo(1);
    assertThat(rest.unfit()).isEqualTo(1);
    assertThat(entries("part")).hasSize(2);
    assertThat(entries("one")).isEmpty();
    assertThat(letters.size()).isEqualTo(1);
  }

  @Test
  void leavesLettersAloneThatTheStageCannotTake() {
    String id = bury(codec.encode(new Text("a")));
    String part = bury(codec.encode(new Text("a")), "f:g", "cut/1", "f:o", "0");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> letters.replay(id, "paid"))
        .withMessageContaining("stage 'paid' takes " + Amount.class.getName())
        .withMessageContaining("it holds " + Text.class.getName());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> letters.replay(part, "small"))
        .withMessageContaining("it is a part of a split");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> letters.replay(id, "join"))
        .withMessageContaining("gathers the parts of a split");
    assertThatIllegalArgumentException().isThrownBy(() -> letters.replay(id, "nope"));
    Change all = letters.matching(LetterFilter.all()).replay(MatchingLetters.BEGIN, 100, "paid");
    assertThat(all.unfit()).isEqualTo(2);
    assertThat(letters.size()).isEqualTo(2);
    assertThat(redis.exists(keys.inbox("paid"), keys.inbox("small"), keys.inbox("join"))).isZero();
  }

  @Test
  void waitsWhileTheInboxIsFull() {
    for (int i = 0; i < 5; i++) {
      bury(codec.encode(new Text("a")));
    }
    MatchingLetters all = letters.matching(LetterFilter.all());

    Change first = all.replay(MatchingLetters.BEGIN, 100, "small");
    Change second = all.replay(first.next().orElseThrow(), 100, "small");

    assertThat(first.changed()).isEqualTo(3);
    assertThat(second.full()).isTrue();
    assertThat(second.changed()).isZero();
    redis.del(keys.inbox("small"));
    Change third = all.replay(second.next().orElseThrow(), 100, "small");
    assertThat(third.changed()).isEqualTo(2);
    assertThat(third.full()).isFalse();
  }

  @Test
  void givesOneLetterAnotherPayloadAndKeepsItAsItWas() {
    String id = bury(codec.encode(new Text("wrong")), "f:h", "k=v");

    assertThat(letters.replay(id, "one", "{\"value\": \"right\"}")).isTrue();

    assertThat(payload("one")).isEqualTo("right");
    assertThat(entries("one").get(0).getBody())
        .containsEntry("j", "job")
        .containsEntry("h", "k=v")
        .containsEntry("x", "1");
    assertThat(letters.size()).isZero();
    List<Letter> replaced = new ArrayList<>();
    letters.forEachReplaced(10, replaced::add);
    assertThat(replaced).hasSize(1);
    assertThat(codec.decode(replaced.get(0).payload(), Text.class).getValue()).isEqualTo("wrong");
    assertThat(redis.xrange(keys.replaced("one"), Range.unbounded()).get(0).getBody())
        .containsEntry("as", entries("one").get(0).getId());
    assertThat(letters.replay(id, "one", "{\"value\": \"twice\"}")).isFalse();
    assertThat(entries("one")).hasSize(1);
  }

  @Test
  void givesAPayloadToALetterThatHadNone() {
    String id = "0:" + redis.xadd(keys.dead("one"), "f:j", "job", "f:t", "1");

    assertThat(letters.replay(id, "one", "{\"value\": \"right\"}")).isTrue();

    assertThat(payload("one")).isEqualTo("right");
  }

  @Test
  void takesARecordAsAnotherPayload() {
    String id = bury(codec.encode(new Text("wrong")));

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> letters.replayWith(id, "paid", new Text("right")))
        .withMessageContaining("stage 'paid' takes no " + Text.class.getName());
    assertThat(letters.size()).isEqualTo(1);
    assertThat(letters.replayWith(id, "one", new Text("right"))).isTrue();

    assertThat(payload("one")).isEqualTo("right");
    assertThat(letters.size()).isZero();
    assertThat(letters.replayWith(id, "one", new Text("twice"))).isFalse();
  }

  @Test
  void takesNoPayloadThatTheStageCannotTake() {
    String id = bury(codec.encode(new Text("wrong")));

    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> letters.replay(id, "one", "{\"valeu\": \"x\"}"));
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> letters.replay(id, "paid", "{\"value\": \"x\"}"));
    assertThat(letters.size()).isEqualTo(1);
    assertThat(redis.exists(keys.inbox("one"), keys.inbox("paid"), keys.replaced("one"))).isZero();
  }

  @Test
  void keepsABoundedNumberOfReplacedLetters() {
    redis.eval(
        "for i = 1, 1000 do redis.call('XADD', KEYS[1], '*', 'f:j', tostring(i)) end",
        io.lettuce.core.ScriptOutputType.STATUS,
        keys.replaced("one"));

    letters.replay(bury(codec.encode(new Text("a"))), "one", "{\"value\": \"b\"}");

    List<Letter> replaced = new ArrayList<>();
    letters.forEachReplaced(Long.MAX_VALUE, replaced::add);
    assertThat(replaced).hasSize(1_000);
    assertThat(replaced.get(0).jobId()).isEqualTo("2");
    assertThat(replaced.get(999).jobId()).isEqualTo("job");
  }

  @Test
  void findsLettersByTheirPayloads() {
    bury(codec.encode(new Text("a")));
    String b = bury(codec.encode(new Text("b")));
    bury(new byte[] {1});

    LetterFilter filter = LetterFilter.all().where(JobFilter.of(List.of("value=b")));

    assertThat(letters.matching(filter).page(MatchingLetters.BEGIN, 9).letters())
        .extracting(Letter::id)
        .containsExactly(b);
  }
}
