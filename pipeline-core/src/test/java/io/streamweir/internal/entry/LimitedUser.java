package io.streamweir.internal.entry;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.internal.wire.Command;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import java.util.concurrent.CompletableFuture;

/** A user of a test's own, who may do everything until told otherwise, and a link of it. */
public final class LimitedUser implements AutoCloseable {
  public static final String ALL = "~* &* +@all";

  public final RedisLink link;
  public final String name;
  private final TestInbox inbox;

  public LimitedUser(TestInbox inbox, RedisSpace space) {
    this.inbox = inbox;
    this.name = "user-" + space.namespace();
    allow(ALL);
    String uri = space.uri().replaceFirst("//([^/]*@)?", "//" + name + ":secret@");
    this.link = RedisLink.open(RedisConfig.of(uri).withNamespace(space.namespace())).patient();
  }

  /** What the user may do from now on, and nothing else. */
  public void allow(String rules) {
    String all = "reset on >secret " + rules;
    Object[] words = ("SETUSER " + name + " " + all).split(" (?![^(]*\\))");
    inbox.say(Command.of("ACL"), words);
  }

  public void denied(CompletableFuture<?> answer) {
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> link.await(answer))
        .returns(RedisCallException.NOPERM, RedisCallException::code)
        .returns(false, RedisCallException::passing);
  }

  @Override
  public void close() {
    link.close();
    inbox.say(Command.of("ACL"), "DELUSER", name);
  }
}
