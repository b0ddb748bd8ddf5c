package io.streamweir.internal.entry;

import static io.streamweir.internal.entry.TestInbox.utf8;
import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class EntryReaderIT {
  private TestInbox inbox;
  private EntryReader reader;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    reader = new EntryReader(inbox.link, inbox.inbox, "c");
  }

  @AfterEach
  void close() {
    reader.close();
    inbox.close();
  }

  @Test
  void createsTheGroupAtTheBeginningOnce() {
    inbox.fill(2);

    assertThat(inbox.link.await(reader.createGroup())).isTrue();
    assertThat(inbox.link.await(reader.createGroup())).isFalse();
    assertThat(read(10)).extracting(Entry::jobId).containsExactly("job-0", "job-1");
  }

  @Test
  void saysThatThereIsNoGroup() {
    inbox.fill(1);

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> read(10))
        .returns("NOGROUP", RedisCallException::code);
  }

  @Test
  void readsNoMoreThanItIsAskedForAndNothingWhereNothingComes() {
    inbox.createGroup();
    inbox.fill(5);

    assertThat(read(3)).hasSize(3);
    assertThat(read(3)).hasSize(2);
    assertThat(read(3)).isEmpty();
  }

  @Test
  void endsARunningReadWhereItIsUnblocked() {
    inbox.createGroup();
    read(1);
    CompletableFuture<List<Entry>> waiting = reader.read(1);
    org.awaitility.Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              reader.unblock();
              return waiting.isDone();
            });

    assertThat(inbox.link.await(waiting)).isEmpty();
  }

  @Test
  void readsAllFieldsOfTheProtocol() {
    inbox.createGroup();
    inbox.append(
        "p",
        "payload",
        "h",
        "k=v",
        "later-version",
        "?",
        "j",
        "job",
        "o",
        "0.3",
        "x",
        "2",
        "a",
        "7",
        "t",
        "1700000000000",
        "q",
        "?");

    Entry entry = read(1).get(0);

    assertThat(entry.defect()).isNull();
    assertThat(entry.jobId()).isEqualTo("job");
    assertThat(entry.payload()).isEqualTo(utf8("payload"));
    assertThat(entry.submittedAt()).isEqualTo(1_700_000_000_000L);
    assertThat(entry.attempt()).isEqualTo(7);
    assertThat(entry.replays()).isEqualTo(2);
    assertThat(entry.path()).isEqualTo("0.3");
    assertThat(entry.headers()).isEqualTo("k=v");
    assertThat(entry.deliveries()).isEqualTo(1);
  }

  @Test
  void saysWhatIsWrongWithGarbageAndReadsWhatFollows() {
    inbox.createGroup();
    byte[] binary = {0, -1, 13, 10, '*', '3'};
    inbox.append("hello", "world");
    inbox.append("", "");
    inbox.append(binary, binary);
    inbox.append("j", "", "t", "1", "p", "");
    inbox.append("j", "job", "t", "soon", "p", "");
    inbox.append("j", "job", "t", "1");
    inbox.append("j", "job", "t", "1", "p", binary);
    inbox.append("jj", "job", "t", "1", "p", "");

    assertThat(read(20))
        .extracting(Entry::defect)
        .containsExactly(
            "field j (job id) is missing",
            "field j (job id) is missing",
            "field j (job id) is missing",
            "field j (job id) is missing",
            "field t is not a number in range",
            "field p (payload) is missing",
            null,
            "field j (job id) is missing");
  }

  @Test
  void readsLargeAndManyEntriesInOrder() {
    inbox.createGroup();
    byte[] large = new byte[1 << 20];
    new Random(3).nextBytes(large);
    List<String> ids = new ArrayList<>();
    ids.add(inbox.append("j", "large", "t", "1", "p", large));
    ids.addAll(inbox.fill(2_000));
    Object[] wide = new Object[10_000];
    java.util.Arrays.fill(wide, "w");
    ids.add(inbox.append(wide));

    List<Entry> entries = read(5_000);

    assertThat(entries).extracting(Entry::id).isEqualTo(ids);
    assertThat(entries.get(0).payload()).isEqualTo(large);
    assertThat(entries.get(2_000).payload()).isEqualTo(utf8("payload-1999"));
    assertThat(entries.get(2_001).defect()).isNotNull();
  }

  @Test
  void readsTheSameAsThePlainReplyWouldSayWhateverTheFieldsAre() {
    inbox.createGroup();
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      inbox.append(randomFields(random));
    }

    List<Entry> entries = read(1_000);

    List<Object> range = inbox.ask(Command.XRANGE, inbox.inbox, "-", "+");
    assertThat(entries).hasSize(300);
    for (int i = 0; i < 300; i++) {
      List<?> item = Resp.list(range.get(i));
      assertThat(entries.get(i))
          .usingRecursiveComparison()
          .isEqualTo(Entry.of(item.get(0), item.get(1), 1));
    }
    assertThat(entries.stream().filter(e -> e.defect() == null).count()).isBetween(20L, 280L);
  }

  private static Object[] randomFields(Random random) {
    String[] names = {"j", "t", "p", "a", "x", "o", "h", "", "j2", "\u0000"};
    List<Object> fields = new ArrayList<>();
    if (random.nextBoolean()) {
      fields.addAll(List.of("j", "job", "t", "5", "p", "x"));
    }
    int more = random.nextInt(4) + (fields.isEmpty() ? 1 : 0);
    for (int i = 0; i < more; i++) {
      fields.add(names[random.nextInt(names.length)]);
      byte[] value = new byte[random.nextInt(20)];
      random.nextBytes(value);
      fields.add(random.nextBoolean() ? value : (Object) ("" + random.nextInt(100)));
    }
    return fields.toArray();
  }

  private List<Entry> read(int count) {
    return inbox.link.await(reader.read(count));
  }
}
