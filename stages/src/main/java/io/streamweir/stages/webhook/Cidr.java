package io.streamweir.stages.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A block of addresses, such as {@code 10.0.0.0/8} or {@code fc00::/7}. Immutable. */
final class Cidr {
  private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern FOUR = Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET);
  private static final Pattern SIX = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  private final byte[] network;
  private final int prefix;

  private Cidr(byte[] network, int prefix) {
    this.network = network;
    this.prefix = prefix;
  }

  /**
   * Reads a block, or an address as a block of one.
   *
   * @throws IllegalArgumentException where it is neither
   */
  static Cidr parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw new IllegalArgumentException("'" + text + "' is no block of addresses");
    }
    byte[] network = address.getAddress();
    int bits = 8 * network.length;
    int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1), bits);
    if (prefix < 0) {
      throw new IllegalArgumentException(
          "'" + text + "' must end with a slash and 0 to " + bits + ", or have no slash");
    }
    return new Cidr(network, prefix);
  }

  private static int prefix(String text, int most) {
    if (!text.matches("\\d{1,3}")) {
      return -1;
    }
    int prefix = Integer.parseInt(text);
    return prefix <= most ? prefix : -1;
  }

  /**
   * The address that is written as four decimal numbers without leading zeros, or as IPv6 with no
   * zone; null for everything else. Asks no name server.
   */
  static @Nullable InetAddress literal(String text) {
    if (!FOUR.matcher(text).matches() && !SIX.matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    int whole = prefix / 8;
    int rest = prefix % 8;
    if (!Arrays.equals(address, 0, whole, network, 0, whole)) {
      return false;
    }
    return rest == 0
        || (address[whole] & 0xFF) >> (8 - rest) == (network[whole] & 0xFF) >> (8 - rest);
  }
}
