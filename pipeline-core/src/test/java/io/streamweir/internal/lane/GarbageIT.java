package io.streamweir.internal.lane;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.streamweir.client.Result;
import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class GarbageIT {
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("garbage")
          .accepts(Text.class)
          .stage(
              "work",
              Text.class,
              (text, context) ->
                  switch (text.getValue()) {
                    case "dead" -> Outcome.reject("no");
                    case "later" ->
                        context.attempt() == 1
                            ? Outcome.retryLater(Duration.ofMillis(1), "later")
                            : Outcome.finish(text);
                    default ->
                        Outcome.<Text>forward(text).counting(Count.one("work", text.getValue()));
                  },
              config ->
                  config.withFailure(
                      FailurePolicy.attempts(3, Backoff.fixed(Duration.ofMillis(600)))))
          .stage("next", Text.class, (text, context) -> Outcome.finish(text))
          .build();

  private static byte[] encoded(SpecificRecord value) {
    return new AvroCodec(new SchemaCatalog(SchemaSource.NONE)).encode(value);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void append(Rig rig, RedisSpace space, Map<String, byte[]> fields) {
    Map<byte[], byte[]> body = new LinkedHashMap<>();
    fields.forEach((name, value) -> body.put(bytes(name), value));
    RedisClient client = RedisClient.create(space.uri());
    try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
      connection.sync().xadd(bytes(rig.keys.inbox("work")), body);
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  private static Map<String, byte[]> entry(String jobId, byte[] payload) {
    Map<String, byte[]> fields = new LinkedHashMap<>();
    fields.put("j", bytes(jobId));
    fields.put("t", bytes("1700000000000"));
    fields.put("p", payload);
    return fields;
  }

  @Test
  void deadLettersWhatIsNoEntryAndGoesOn(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      append(rig, space, Map.of("hello", bytes("world")));
      append(rig, space, Map.of("j", bytes("only-a-job")));
      Map<String, byte[]> badNumber = entry("bad-number", encoded(new Text("x")));
      badNumber.put("a", bytes("twice"));
      append(rig, space, badNumber);
      append(rig, space, entry("no-avro", bytes("{}")));
      String amounts = Amount.getClassSchema().toString();
      rig.redis.hset(space.key("schemas"), fingerprint(Amount.getClassSchema()), amounts);
      append(rig, space, entry("other-type", encoded(new Amount(1L, null))));
      byte[] cut = Arrays.copyOf(encoded(new Text("long enough")), 12);
      append(rig, space, entry("cut", cut));
      append(rig, space, entry("foreign", encoded(new Text("fine"))));
      rig.worker();
      assertThat(rig.value(rig.submit("after"))).isEqualTo("after");
      until(() -> rig.dead("work").size() == 6);
      assertThat(rig.jobs().storedResult("foreign")).isPresent();
      assertThat(rig.dead("work"))
          .extracting(DeadStream.Letter::reason)
          .containsExactly(
              "malformed", "malformed", "malformed", "undecodable", "undecodable", "undecodable");
      assertThat(rig.dead("work").get(0).fields()).containsEntry("hello", bytes("world"));
      Result failed = rig.jobs().storedResult("no-avro").orElseThrow();
      assertThat(((Result.Failed) failed).reason()).isEqualTo("undecodable");
    }
  }

  @Test
  void keepsAnEntryWithThousandsOfForeignFieldsOutOfTheWayOfOthers(RedisSpace space)
      throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      Map<String, byte[]> many = new LinkedHashMap<>();
      for (int i = 0; i < 10_000; i++) {
        many.put("field" + i, bytes("value"));
      }
      rig.submitAll(List.of("a", "b"));
      append(rig, space, many);
      rig.submitAll(List.of("c", "d"));
      rig.worker();
      until(() -> rig.counted("work") == 4);
      until(() -> rig.dead("work").size() == 1);
      until(() -> rig.pending("work") == 0);
      assertThat(rig.counters("work").values()).containsOnly("1");
      DeadStream.Letter letter = rig.dead("work").get(0);
      assertThat(letter.reason()).isEqualTo("malformed");
      assertThat(letter.fields()).containsEntry("field0", bytes("value"));
    }
  }

  private static String fingerprint(Schema schema) {
    return String.format("%016x", SchemaNormalization.parsingFingerprint64(schema));
  }

  private static byte[] unknown(byte[] payload) {
    byte[] copy = payload.clone();
    copy[5] ^= 0x55;
    return copy;
  }

  @Test
  void delaysAnUnknownSchemaUntilSomebodyRegistersIt(RedisSpace space) throws Exception {
    String json =
        "{\"type\":\"record\",\"name\":\"Text\",\"namespace\":\"io.streamweir.testrecords\",\"fields\":"
            + "[{\"name\":\"value\",\"type\":\"string\"},{\"name\":\"more\",\"type\":\"int\"}]}";
    var schema = new Schema.Parser().parse(json);
    var record = new GenericData.Record(schema);
    record.put("value", "from tomorrow");
    record.put("more", 7);
    ByteBuffer buffer = new BinaryMessageEncoder<>(GenericData.get(), schema).encode(record);
    byte[] payload = new byte[buffer.remaining()];
    buffer.get(payload);
    try (Rig rig = Rig.on(space, PIPELINE)) {
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      append(rig, space, entry("tomorrow", payload));
      until(() -> ledger.ended(WorkerListener.Ending.RETRIED) >= 1);
      rig.redis.hset(space.key("schemas"), fingerprint(schema), json);
      until(() -> rig.jobs().storedResult("tomorrow").isPresent());
      Result result = rig.jobs().storedResult("tomorrow").orElseThrow();
      assertThat(result.value(Text.class).getValue()).isEqualTo("from tomorrow");
    }
  }

  @Test
  void deadLettersASchemaThatNobodyRegisters(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      rig.worker();
      append(rig, space, entry("lost", unknown(encoded(new Text("x")))));
      until(() -> rig.dead("work").size() == 1);
      DeadStream.Letter letter = rig.dead("work").get(0);
      assertThat(letter.reason()).isEqualTo("attempts");
      assertThat(letter.attempts()).isEqualTo(3);
      assertThat(letter.error()).contains("UnknownSchemaException");
    }
  }

  private static final Map<String, Function<Rig, String>> KEYS = new HashMap<>();

  static {
    KEYS.put("inbox", rig -> rig.keys.inbox("work"));
    KEYS.put("later", rig -> rig.keys.later("work"));
    KEYS.put("dead", rig -> rig.keys.dead("work"));
    KEYS.put("target", rig -> rig.keys.inbox("next"));
    KEYS.put("counters", rig -> rig.keys.state("work"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"inbox", "later", "dead", "target", "counters"})
  void losesNothingWhereAKeyOfAnotherTypeIsInTheWay(String which, RedisSpace space)
      throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      String key = KEYS.get(which).apply(rig);
      Ledger ledger = new Ledger();
      List<String> jobs = List.of("plain", "dead", "later");
      if (!which.equals("inbox")) {
        rig.submitAll(jobs);
      }
      rig.redis.set(key, "in the way");
      rig.worker(ledger);
      until(
          () ->
              ledger.pollsFailed.get() + ledger.settlesFailed.get() > 3
                  || (!which.equals("dead") && !unsettleable(rig).isEmpty()));
      rig.redis.del(key);
      if (which.equals("inbox")) {
        rig.submitAll(jobs);
      }
      until(
          () -> {
            new DeadStream(rig.link, rig.keys, "work").replay(unsettleable(rig));
            return rig.count("work", "plain") == 1 && rig.dead("work").size() == 1;
          });
      assertThat(rig.value(rig.submit("later"))).isEqualTo("later");
      until(() -> rig.pending("work") == 0 && rig.redis.zcard(rig.keys.later("work")) == 0);
      until(() -> ledger.ended(WorkerListener.Ending.FINISHED) >= 3);
    }
  }

  /** What was put aside since Redis could not take its settlement. */
  private static List<String> unsettleable(Rig rig) {
    return rig.dead("work").stream()
        .filter(letter -> letter.reason().equals("unsettleable"))
        .map(DeadStream.Letter::id)
        .toList();
  }

  @Test
  void promotesOtherStagesPastALaterSetOfAnotherType(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      rig.redis.set(rig.keys.later("work"), "in the way");
      rig.redis.zadd(rig.keys.later("next"), 1, "no entry");
      rig.worker();
      until(() -> rig.dead("next").size() == 1);
    }
  }
}
