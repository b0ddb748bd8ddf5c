package io.streamweir.spring.boot.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written is read by the client library as it was meant. */
class RedisAddressTest {
  private static RedisCredentials credentials(RedisURI uri) {
    return uri.getCredentialsProvider().resolveCredentials().block();
  }

  @Test
  void writesASingleServer() {
    RedisURI uri =
        RedisURI.create(
            RedisAddress.withCredentials(
                RedisAddress.single(RedisAddress.place("there", 7000), 3), "ann@a", "p:w/d#?%"));
    assertThat(uri.getHost()).isEqualTo("there");
    assertThat(uri.getPort()).isEqualTo(7000);
    assertThat(uri.getDatabase()).isEqualTo(3);
    assertThat(credentials(uri).getUsername()).isEqualTo("ann@a");
    assertThat(credentials(uri).getPassword()).containsExactly("p:w/d#?%".toCharArray());
    assertThat(uri.isSsl()).isFalse();
  }

  @Test
  void writesSentinelsWithCredentialsOfTheirOwn() {
    String written =
        RedisAddress.sentinel(List.of("a:1", "b:2"), 4, "master", "watch", "of the sentinels&");
    assertThat(written)
        .isEqualTo(
            "redis-sentinel://a:1,b:2/4?sentinelPassword=of%20the%20sentinels%26&sentinelUser=watch"
                + "#master");
    RedisURI uri =
        RedisURI.create(RedisAddress.withCredentials("redis-sentinel://a:1,b:2/4#m", null, "p"));
    assertThat(uri.getSentinels()).extracting(RedisURI::getHost).containsExactly("a", "b");
    assertThat(uri.getSentinelMasterId()).isEqualTo("m");
    assertThat(credentials(uri).getPassword()).containsExactly('p');
  }

  @Test
  void writesCluster() {
    assertThat(
            RedisAddress.secured(
                RedisAddress.withCredentials(
                    RedisAddress.cluster(List.of("a:1", RedisAddress.place("::1", 2))), "u", "p")))
        .isEqualTo("rediss-cluster://u:p@a:1,[::1]:2");
  }

  @Test
  void replacesOnlyWhatIsGiven() {
    assertThat(RedisAddress.withCredentials("redis://a:b@h:1", null, null))
        .isEqualTo("redis://a:b@h:1");
    assertThat(RedisAddress.withCredentials("redis://a:b@h:1", "c", null))
        .isEqualTo("redis://c:b@h:1");
    assertThat(RedisAddress.withCredentials("redis://a:b@h:1", null, "d"))
        .isEqualTo("redis://a:d@h:1");
    assertThat(RedisAddress.withCredentials("redis://word@h:1", "c", null))
        .isEqualTo("redis://c:word@h:1");
  }

  @Test
  void securesEachKindOfAddressOnce() {
    assertThat(RedisAddress.secured("redis://h:1")).isEqualTo("rediss://h:1");
    assertThat(RedisAddress.secured("rediss://h:1")).isEqualTo("rediss://h:1");
    assertThat(RedisAddress.secured("redis-sentinel://h:1#m")).isEqualTo("rediss-sentinel://h:1#m");
    assertThat(RedisAddress.secured("rediss-cluster://h:1")).isEqualTo("rediss-cluster://h:1");
  }
}
