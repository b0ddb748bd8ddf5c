package io.streamweir.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.redis.RedisConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentinelCredentialsTest {
  private static final String HOSTS = "redis-sentinel://u:p@s1:1,s2:2/0";

  @ParameterizedTest
  @CsvSource({
    "?sentinelPassword=x#m, #m",
    "?sentinelUser=a&sentinelPassword=x#m, #m",
    "?verifyPeer=CA&sentinelPassword=x#m, ?verifyPeer=CA#m",
    "?sentinelPassword=x&verifyPeer=CA#m, ?verifyPeer=CA#m",
    "?sentinelUser=a&verifyPeer=CA&sentinelPassword=x#m, ?verifyPeer=CA#m",
    "#m, #m"
  })
  void leavesTheRestOfTheUriAsItIs(String query, String left) {
    assertThat(SentinelCredentials.strip(HOSTS + query)).isEqualTo(HOSTS + left);
  }

  @Test
  void areNotPrinted() {
    RedisConfig config = RedisConfig.of(HOSTS + "?sentinelUser=who&sentinelPassword=s@cret#m");
    assertThat(config.address())
        .isEqualTo("redis-sentinel://***@s1:1,s2:2/0?sentinelUser=***&sentinelPassword=***#m");
    assertThat(config.toString()).doesNotContain("cret", "who");
  }

  @Test
  void mustMakeSense() {
    RedisConfig both =
        RedisConfig.of(HOSTS + "?sentinelPassword=x#m").withSentinelPasswordFile(Path.of("f"));
    assertThatIllegalArgumentException().isThrownBy(() -> SentinelCredentials.of(both));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SentinelCredentials.of(RedisConfig.of(HOSTS + "?sentinelUser=a#m")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SentinelCredentials.of(RedisConfig.of("redis://h:1?sentinelPassword=x")))
        .withMessageContaining("no sentinels")
        .withMessageNotContaining("=x");
    SentinelCredentials.of(RedisConfig.of("redis://h:1"));
  }
}
