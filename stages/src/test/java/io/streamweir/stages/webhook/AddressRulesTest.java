package io.streamweir.stages.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
  private static final AddressRules STRICT = AddressRules.allowing(List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "93.184.216.34",
        "8.8.8.8",
        "172.15.255.255",
        "172.32.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "192.167.255.255",
        "2606:2800:220:1::1",
        "2a00:1450:4001::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808"
      })
  void permitsPublicAddresses(String address) throws UnknownHostException {
    assertThat(STRICT.allow("host", InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void refusesAllOthers(String address) throws UnknownHostException {
    assertThat(STRICT.allow("host", InetAddress.getByName(address))).isFalse();
  }

  @Test
  void permitsWhatIsAllowedAndNoMore() throws UnknownHostException {
    AddressRules rules =
        AddressRules.allowing(List.of("10.1.0.0/17", "Hooks.internal", "::1", " 127.0.0.1 "));
    assertThat(rules.allow("any", InetAddress.getByName("10.1.127.255"))).isTrue();
    assertThat(rules.allow("any", InetAddress.getByName("10.1.128.0"))).isFalse();
    assertThat(rules.allow("any", InetAddress.getByName("::1"))).isTrue();
    assertThat(rules.allow("any", InetAddress.getByName("127.0.0.1"))).isTrue();
    assertThat(rules.allow("any", InetAddress.getByName("127.0.0.2"))).isFalse();
    assertThat(rules.allow("hooks.internal", InetAddress.getByName("10.9.9.9"))).isTrue();
    assertThat(rules.allow("other.internal", InetAddress.getByName("10.9.9.9"))).isFalse();
    assertThat(
            AddressRules.allowing(List.of("0.0.0.0/0"))
                .allow("x", InetAddress.getByName("127.0.0.1")))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "::1/129", "a b", "*", "256.0.0.1", ""})
  void refusesRulesThatMakeNoSense(String rule) {
    assertThatThrownBy(() -> AddressRules.allowing(List.of(rule)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
