package io.streamweir.stages.webhook;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which addresses may be connected to: those of the public Internet, and what the operator allows.
 * Everything else could reach what is not meant for whoever names a target. Immutable.
 */
final class AddressRules {
  /**
   * What is not public by IANA's registries of special-purpose addresses, and one more:
   * 168.63.129.16 answers within Azure only, and there to every machine.
   */
  private static final List<Cidr> REFUSED =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "168.63.129.16",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "3fff::/20")
          .map(Cidr::parse)
          .toList();

  private static final Cidr GLOBAL = Cidr.parse("2000::/3"); // the rest of IPv6 is not public
  private static final Cidr TRANSLATED = Cidr.parse("64:ff9b::/96"); // NAT64, IPv4 at its end

  private final Set<String> names;
  private final List<Cidr> blocks;

  private AddressRules(Set<String> names, List<Cidr> blocks) {
    this.names = names;
    this.blocks = blocks;
  }

  /**
   * The rules that allow these, too.
   *
   * @param allowed blocks, addresses and host names
   * @throws IllegalArgumentException for what is none of these
   */
  static AddressRules allowing(Iterable<String> allowed) {
    Set<String> names = new LinkedHashSet<>();
    List<Cidr> blocks = new ArrayList<>();
    for (String each : allowed) {
      String text = each.strip();
      if (text.indexOf('/') >= 0 || text.indexOf(':') >= 0 || Cidr.literal(text) != null) {
        blocks.add(Cidr.parse(text));
      } else if (Target.isName(text)) {
        names.add(text.toLowerCase(Locale.ROOT));
      } else {
        throw new IllegalArgumentException(
            "'" + text + "' is no host name, no address and no block of addresses");
      }
    }
    return new AddressRules(Set.copyOf(names), List.copyOf(blocks));
  }

  /** Whether a host of this name may be connected to at this address. */
  boolean allow(String host, InetAddress address) {
    byte[] bytes = address.getAddress();
    return names.contains(host)
        || blocks.stream().anyMatch(block -> block.contains(bytes))
        || !refused(bytes);
  }

  private static boolean refused(byte[] address) {
    if (TRANSLATED.contains(address)) {
      return refused(Arrays.copyOfRange(address, 12, 16));
    }
    boolean outside = address.length == 16 && !GLOBAL.contains(address);
    return outside || REFUSED.stream().anyMatch(block -> block.contains(address));
  }
}
