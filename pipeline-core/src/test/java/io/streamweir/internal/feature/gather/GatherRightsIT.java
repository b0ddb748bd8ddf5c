package io.streamweir.internal.feature.gather;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.SIDE;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.gather.SplitScript.Position;
import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user may not do to a gather happens wholly or not at all. */
@WithRedis
class GatherRightsIT {
  private static final Duration TTL = Duration.ofSeconds(90);
  private static final String ALL = "~* &* +@all";

  private TestInbox inbox;
  private RedisLink limited;
  private String user;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    inbox.createGroup();
    user = "user-" + space.namespace();
    allow(ALL);
    String uri = space.uri().replaceFirst("//([^/]*@)?", "//" + user + ":secret@");
    limited = RedisLink.open(RedisConfig.of(uri).withNamespace(space.namespace()));
  }

  @AfterEach
  void close() {
    limited.close();
    inbox.say(Command.of("ACL"), "DELUSER", user);
    inbox.close();
  }

  private void allow(String rules) {
    String all = "reset on >secret " + rules;
    Object[] words = ("SETUSER " + user + " " + all).split(" (?![^(]*\\))");
    inbox.say(Command.of("ACL"), words);
  }

  private void denied(CompletableFuture<?> answer) {
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> limited.await(answer))
        .returns(RedisCallException.NOPERM, RedisCallException::code);
  }

  /** Everything that a gather's scripts may change. */
  private List<Object> everything() {
    Keys keys = inbox.keys;
    return List.of(
        inbox.entries(keys.inbox(NEXT)),
        inbox.entries(keys.inbox(SIDE)),
        inbox.entries(keys.dead(NEXT)),
        inbox.ask(Command.HGETALL, keys.gather(STAGE, "", "job")).stream().map(Resp::text).toList(),
        inbox.ask(Command.ZRANGE, keys.gathers(), 0, -1).stream().map(Resp::text).toList(),
        inbox.link.await(inbox.queries.pending(inbox.inbox, 0, 10)).size());
  }

  private SplitScript script(RedisLink link) {
    GatherPolicy policy = GatherPolicy.failWhole();
    return new SplitScript(link, inbox.keys, STAGE, NEXT, 100, policy, "c");
  }

  private Entry entry() {
    String id = inbox.deliverOne("j", "job", "t", "7", "p", "x");
    return inbox.link.await(inbox.queries.peek(inbox.inbox, 1)).stream()
        .filter(entry -> entry.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-xadd", "-hset", "-hincrby", "-hmget", "-unlink", "-pexpire", "-zadd", "-zscore"})
  void splitsWhollyOrNotAtAll(String rules) {
    Entry entry = entry();
    List<byte[]> parts = List.of(utf8("a"), utf8("b"));
    List<Object> before = everything();
    allow(ALL + " " + rules);
    denied(script(limited).open(entry, false));
    assertThat(everything()).isEqualTo(before);
    Position begun = script(inbox.link).open(entry, false).join();
    before = everything();
    denied(script(limited).append(entry, begun, null, parts, "s"));
    assertThat(everything()).isEqualTo(before);
    allow(ALL);
    assertThat(limited.await(script(limited).append(entry, begun, null, parts, "s")).made())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-hget",
        "-hmget",
        "-hset",
        "-hsetnx",
        "-hincrby",
        "-pexpire",
        "-unlink",
        "-zrem",
        "-zadd",
        "-zrange",
        "-xadd (+xadd ~*:dead:*)"
      })
  void failsAPartWhollyOrNotAtAll(String rules) {
    Entry entry = entry();
    Position begun = script(inbox.link).open(entry, false).join();
    script(inbox.link).append(entry, begun, null, List.of(utf8("a")), "s").join();
    new EntryReader(inbox.link, inbox.keys.inbox(NEXT), "any").createGroup().join();
    inbox.ask(Command.XREADGROUP, "GROUP", Keys.GROUP, "c", "STREAMS", inbox.keys.inbox(NEXT), ">");
    String part = inbox.link.await(inbox.queries.peek(inbox.keys.inbox(NEXT), 1)).get(0).id();
    GatherPlace place = new GatherPlace(STAGE, SIDE, "", begun.generation(), 0);
    ResultMessage failure = ResultMessage.failed("job", NEXT, "rejected", "no", 1);
    Bury bury = new Bury("rejected", "no", 1, "job", failure);
    List<Settlement> batch =
        List.of(new Settlement(part, List.of(new BuryPart(bury, List.of(place), null))));
    List<Object> before = everything();
    allow(ALL + " " + rules);

    denied(new SettleScript(limited, inbox.keys, NEXT, List.of(SIDE), TTL).run(batch));

    assertThat(everything()).isEqualTo(before);
    assertThat(inbox.link.await(inbox.queries.pending(inbox.keys.inbox(NEXT), 0, 10))).hasSize(1);
    allow(ALL);
    SettleScript script = new SettleScript(limited, inbox.keys, NEXT, List.of(SIDE), TTL);
    assertThat(limited.await(script.run(batch)).fenced()).isEmpty();
    assertThat(inbox.length(inbox.keys.dead(NEXT))).isEqualTo(1);
  }
}
