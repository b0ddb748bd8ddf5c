package io.streamweir.internal.entry;

import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An inbox, and a user who may do with it what a test allows: for tests of rights. */
@WithRedis
public abstract class LimitedAccess {
  /** What allows everything. */
  protected static final String ALL = LimitedUser.ALL;

  /** The inbox, by a user who may do everything. */
  protected TestInbox inbox;

  /** The user. */
  protected LimitedUser user;

  /** The link of that user. */
  protected RedisLink limited;

  @BeforeEach
  final void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    user = new LimitedUser(inbox, space);
    limited = user.link;
  }

  @AfterEach
  final void close() {
    user.close();
    inbox.close();
  }

  /** Allows this from here on. */
  protected final void allow(String rules) {
    user.allow(rules);
  }
}
