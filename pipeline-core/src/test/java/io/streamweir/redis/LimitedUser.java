package io.streamweir.redis;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lettuce.core.protocol.CommandType;
import io.streamweir.testkit.RedisSpace;
import java.util.concurrent.CompletableFuture;

/** A user of a test's own, who may do everything until told otherwise, and a link of it. */
final class LimitedUser implements AutoCloseable {
  static final String ALL = "~* &* +@all";

  final RedisLink link;
  private final TestInbox inbox;
  private final String name;

  LimitedUser(TestInbox inbox, RedisSpace space) {
    this.inbox = inbox;
    this.name = "user-" + space.namespace();
    allow(ALL);
    String uri = space.uri().replaceFirst("//([^/]*@)?", "//" + name + ":secret@");
    this.link = RedisLink.open(RedisConfig.of(uri).withNamespace(space.namespace())).patient();
  }

  /** What the user may do from now on, and nothing else. */
  void allow(String rules) {
    String all = "reset on >secret " + rules;
    Object[] words = ("SETUSER " + name + " " + all).split(" (?![^(]*\\))");
    inbox.say(CommandType.ACL, words);
  }

  void denied(CompletableFuture<?> answer) {
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> link.await(answer))
        .returns(RedisCallException.NOPERM, RedisCallException::code)
        .returns(false, RedisCallException::passing);
  }

  @Override
  public void close() {
    link.close();
    inbox.say(CommandType.ACL, "DELUSER", name);
  }
}
