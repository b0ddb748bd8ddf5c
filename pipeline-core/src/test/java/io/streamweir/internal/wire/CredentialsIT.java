package io.streamweir.internal.wire;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users and passwords, right and wrong ones. */
@WithRedis
class CredentialsIT {
  private static final String ALL = "~* &* +@all";

  @TempDir private Path directory;
  private TestInbox inbox;
  private String user;
  private String noUser;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    user = "user-" + space.namespace();
    noUser = space.uri().replaceFirst("//([^/]*@)?", "//");
    setUser("on >right " + ALL);
  }

  @AfterEach
  void close() {
    inbox.say(Command.of("ACL"), "DELUSER", user);
    inbox.close();
  }

  private void setUser(String rules) {
    inbox.say(Command.of("ACL"), (Object[]) ("SETUSER " + user + " " + rules).split(" "));
  }

  private RedisConfig with(String userInfo) {
    return RedisConfig.of(noUser.replace("//", "//" + userInfo + "@"));
  }

  private RedisConfig withFile(String content) {
    return with(user).withPasswordFile(write(content));
  }

  private Path write(String content) {
    try {
      return Files.writeString(directory.resolve("password"), content);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void works(RedisConfig config) {
    try (RedisLink link = RedisLink.open(config)) {
      assertThat(new InboxQueries(link).now()).isPositive();
    }
  }

  private static void refused(RedisConfig config, String code, String message) {
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> RedisLink.open(config).close())
        .returns(code, RedisCallException::code)
        .returns(false, RedisCallException::passing)
        .withMessageContaining(message)
        .withMessageNotContaining("wrong-one");
  }

  @Test
  void takesThePasswordFromTheUriOrFromAFile() {
    works(with(user + ":right"));
    works(withFile("right"));
    works(withFile("right\n"));
    setUser(">a@b:c/d%+ä");
    works(withFile("a@b:c/d%+ä"));
  }

  @Test
  void saysWhyItIsRefused() {
    refused(with(user + ":wrong-one"), "WRONGPASS", "refuses the user or password");
    refused(with("nobody-knows:wrong-one"), "WRONGPASS", "refuses the user or password");
    refused(withFile("wrong-one"), "WRONGPASS", "with the password of " + directory);
    setUser("off");
    refused(with(user + ":right"), "WRONGPASS", "or the user is off");
  }

  /** The client library notices it in one of several places, whichever thread comes first. */
  @Test
  void saysSoEachTime() {
    for (int i = 0; i < 100; i++) {
      refused(with(user + ":wrong-one"), "WRONGPASS", "refuses the user or password");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n"})
  void saysThatAFileHoldsNoPassword(String content) {
    refused(withFile(content), RedisCallException.PASSWORD_FILE, "is empty");
  }

  @Test
  void saysThatAFileIsMissing() {
    RedisConfig config = with(user).withPasswordFile(directory.resolve("nowhere"));
    refused(config, RedisCallException.PASSWORD_FILE, "nowhere does not exist");
  }

  @Test
  void refusesTwoPasswords() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RedisLink.open(with(user + ":wrong-one").withPasswordFile(write("right"))))
        .withMessageContaining("leave one of them out")
        .withMessageNotContaining("wrong-one");
  }

  @Test
  void takesAChangedPasswordWithTheNextConnection() {
    try (RedisLink link = RedisLink.open(withFile("right"))) {
      setUser("resetpass >changed");
      disconnect();
      await().atMost(PATIENCE).until(() -> !link.connected());
      write("changed");
      await().atMost(PATIENCE).ignoreExceptions().until(() -> new InboxQueries(link).now() > 0);
    }
  }

  private void disconnect() {
    inbox.ask(Command.CLIENT, "KILL", "USER", user);
  }
}
