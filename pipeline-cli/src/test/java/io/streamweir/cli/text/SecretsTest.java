package io.streamweir.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretsTest {
  @Test
  void hidesUserAndPassword() {
    assertThat(Secrets.hide("at redis://u:p@host:1/2, then"))
        .isEqualTo("at redis://***@host:1/2, then");
    assertThat(Secrets.hide("'rediss://:p/a@s@host'")).isEqualTo("'rediss://***@host'");
  }

  @Test
  void leavesAddressesAndAdviceAlone() {
    assertThat(Secrets.hide("redis://host:1")).isEqualTo("redis://host:1");
    assertThat(Secrets.hide("use redis://[user:password@]host"))
        .isEqualTo("use redis://[user:password@]host");
  }

  @Test
  void hidesThePasswordOfSentinels() {
    assertThat(
            Secrets.hide(
                "no redis-sentinel://u:p@s1:1,s2:2/0?sentinelPassword=a@b&verifyPeer=CA#m now"))
        .isEqualTo("no redis-sentinel://***@s1:1,s2:2/0?sentinelPassword=***&verifyPeer=CA#m now");
  }
}
