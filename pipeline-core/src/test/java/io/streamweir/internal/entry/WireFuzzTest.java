package io.streamweir.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.output.CommandOutput;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What comes from Redis may have been written by anybody. {@code -Dstreamweir.fuzz=N} tries N times
 * as much, {@code -Dstreamweir.seed=S} something else.
 */
class WireFuzzTest {
  private static final int TIMES = 4_000 * Integer.getInteger("streamweir.fuzz", 1);
  private static final long SEED = Long.getLong("streamweir.seed", 11);
  private static final Duration MOST = Duration.ofSeconds(1);
  private static final String[] NAMES = {
    "j", "t", "p", "a", "x", "o", "h", "", "jj", "\u00fc", "f:j"
  };
  private static final String[] VALUES = {
    "",
    "0",
    "1",
    "007",
    "-1",
    "2147483648",
    "999999999999999",
    "1000000000000000",
    "job-1",
    "a b",
    "k=v",
    "%",
    "%zz",
    "=",
    "&&",
    "0.3",
    "\u00e4",
    "job=x&status=finished",
    "attempts=99999999999"
  };

  private final Random random = new Random(SEED);

  @Test
  void decodesAReplyAsItIs() {
    for (int i = 0; i < TIMES; i++) {
      List<List<Object>> entries = new ArrayList<>();
      for (int k = random.nextInt(4); k >= 0; k--) {
        entries.add(List.of(bytes((1000 + i) + "-" + k), fields()));
      }
      CommandOutput<byte[], byte[], List<Entry>> output = output();
      feed(output, List.of(List.of(bytes("stream"), entries)));
      assertThat(output.get()).hasSameSizeAs(entries);
      for (int k = 0; k < entries.size(); k++) {
        mustBe(output.get().get(k), entries.get(k));
        Entry same = Entry.of(entries.get(k).get(0), entries.get(k).get(1), 1);
        mustBe(same, entries.get(k));
        assertThat(same.defect()).isEqualTo(output.get().get(k).defect());
      }
    }
  }

  private static void mustBe(Entry entry, List<Object> written) {
    Map<String, byte[]> last = new LinkedHashMap<>();
    List<?> flat = (List<?>) written.get(1);
    for (int i = 0; i < flat.size(); i += 2) {
      last.put(Resp.text(flat.get(i)), (byte[]) flat.get(i + 1));
    }
    assertThat(entry.id()).isEqualTo(Resp.text(written.get(0)));
    assertThat(entry.jobId()).isEqualTo(last.containsKey("j") ? Resp.text(last.get("j")) : "");
    assertThat(entry.payload()).isEqualTo(last.getOrDefault("p", new byte[0]));
    assertThat(entry.headers()).isEqualTo(last.containsKey("h") ? Resp.text(last.get("h")) : null);
    assertThat(entry.attempt()).isNotNegative();
    if (entry.defect() == null) {
      assertThat(last).containsKeys("j", "t", "p");
      assertThat(entry.jobId()).matches("[!-~]{1,128}");
      assertThat(Long.toString(entry.submittedAt()))
          .isEqualTo(Resp.text(last.get("t")).replaceFirst("^0+(?=.)", ""));
    }
  }

  @Test
  void endsWithAnyStructure() {
    for (int i = 0; i < TIMES; i++) {
      CommandOutput<byte[], byte[], List<Entry>> output = output();
      Object reply = structure(5);
      feed(output, reply);
      output.get().forEach(entry -> assertThat(entry.toString()).isNotEmpty());
      assertThat(Resp.texts(reply)).isNotNull();
      assertThat(Resp.named(reply)).isNotNull();
      assertThat(Entry.of(reply, reply, 1).toString()).isNotEmpty();
    }
  }

  @Test
  void readsHeadersAsTheyWereWritten() {
    for (int i = 0; i < TIMES; i++) {
      Map<String, String> pairs = new LinkedHashMap<>();
      for (int k = random.nextInt(4); k > 0; k--) {
        pairs.put("n" + anyText(), anyText());
      }
      String text = Headers.encode(pairs);
      assertThat(Headers.decode(text)).isEqualTo(pairs);
      if (text != null) {
        assertThat(Headers.decode(mangled(text))).isNotNull();
      }
    }
  }

  @Test
  void readsResultsAsTheyWereWritten() {
    for (int i = 0; i < TIMES; i++) {
      byte[] payload = new byte[random.nextInt(40)];
      random.nextBytes(payload);
      ResultMessage finished = ResultMessage.finished(anyText(), "s", payload);
      ResultMessage failed =
          ResultMessage.failed(anyText(), "s", "rejected", anyText(), random.nextInt(99));
      for (ResultMessage message : List.of(finished, failed)) {
        ResultMessage read = ResultMessage.parse(message.bytes());
        assertThat(read.payload()).isEqualTo(message.payload());
        assertThat(read)
            .returns(message.finished(), ResultMessage::finished)
            .returns(message.jobId(), ResultMessage::jobId)
            .returns(message.error(), ResultMessage::error)
            .returns(message.attempts(), ResultMessage::attempts);
        String any = new String(message.bytes(), StandardCharsets.ISO_8859_1);
        ResultMessage mutant = ResultMessage.parse(bytes(mangled(any)));
        assertThat(mutant.jobId() + mutant.error() + mutant.attempts()).isNotNull();
      }
    }
  }

  @Test
  void takesLittleTimeForMuch() {
    for (String piece : new String[] {"&", "=", "%", "%4", "%41", "a=b&", "a", "+", "\n", "=&"}) {
      byte[] much = bytes(piece.repeat((1 << 20) / piece.length()));
      long began = cpuTime();
      ResultMessage.parse(much);
      Headers.decode(new String(much, StandardCharsets.UTF_8));
      CommandOutput<byte[], byte[], List<Entry>> output = output();
      Object fields = List.of(bytes("j"), much, bytes("t"), much, bytes("h"), much);
      feed(output, List.of(List.of(bytes("s"), List.of(List.of(bytes("1-1"), fields)))));
      assertThat(output.get().get(0).defect()).isNotNull();
      assertThat(Duration.ofNanos(cpuTime() - began)).as(piece).isLessThan(MOST);
    }
  }

  private List<Object> fields() {
    List<Object> flat = new ArrayList<>();
    if (random.nextInt(3) > 0) {
      flat.addAll(List.of(bytes("j"), bytes("job"), bytes("t"), bytes("5"), bytes("p"), value()));
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      flat.add(bytes(NAMES[random.nextInt(NAMES.length)]));
      flat.add(value());
    }
    return flat;
  }

  private byte[] value() {
    if (random.nextBoolean()) {
      return bytes(VALUES[random.nextInt(VALUES.length)]);
    }
    byte[] value = new byte[random.nextInt(20) == 0 ? 600 : random.nextInt(20)];
    random.nextBytes(value);
    return value;
  }

  private @Nullable Object structure(int depth) {
    int kind = random.nextInt(8);
    if (kind == 0) {
      return null;
    }
    if (kind < 3 || depth == 0) {
      return value();
    }
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      list.add(structure(depth - 1));
    }
    return list;
  }

  private static CommandOutput<byte[], byte[], List<Entry>> output() {
    return Reply.entries(new EntryBatch(Long.MAX_VALUE)).decoder();
  }

  /** As the client library calls an output while it reads a reply. */
  private static void feed(
      CommandOutput<byte[], byte[], List<Entry>> output, @Nullable Object reply) {
    if (reply instanceof List<?> list) {
      output.multi(list.size());
      list.forEach(item -> feed(output, item));
    } else {
      output.set(reply == null ? null : ByteBuffer.wrap((byte[]) reply));
    }
  }

  private String anyText() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      int code = random.nextInt(3) == 0 ? random.nextInt(0x10000) : random.nextInt(128);
      text.appendCodePoint(Character.isSurrogate((char) code) ? 'x' : code);
    }
    return text.toString();
  }

  private String mangled(String text) {
    int at = random.nextInt(text.length() + 1);
    String piece = VALUES[random.nextInt(VALUES.length)];
    int to = Math.min(text.length(), at + random.nextInt(4));
    return text.substring(0, at) + piece + text.substring(to);
  }

  /** Of this thread, so that a busy machine fails no test. */
  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
