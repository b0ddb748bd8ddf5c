package io.streamweir.http.token;

import io.streamweir.http.core.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a line of a token file says. Immutable. {@code toString} is the line.
 *
 * @param name of the caller, for logs and the audit: 1 to 64 letters, digits, dots, underscores,
 *     hyphens and at signs
 * @param roles what the caller may do; at least one
 * @param hash the SHA-256 of the token, in hexadecimal digits
 * @param pipelines those that the caller may know of; empty for all
 * @param limits how much of it
 */
public record Token(
    String name, Set<Role> roles, String hash, Set<String> pipelines, TokenLimits limits) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
  private static final Pattern PIPELINE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final String PREFIX = "sw_";
  private static final String HASHED = "sha256:";
  private static final int SECRET_BYTES = 32; // so many that nobody guesses it, however fast a hash

  /** Checks the parts. */
  public Token {
    check(
        NAME.matcher(name).matches(),
        "no name of a token; it has 1 to 64 letters, digits, dots, underscores, hyphens and at"
            + " signs");
    check(HASH.matcher(hash).matches(), "no SHA-256 in 64 lower-case hexadecimal digits");
    check(!roles.isEmpty(), "a token has a role");
    pipelines.forEach(each -> check(PIPELINE.matcher(each).matches(), "no name of a pipeline"));
    roles = Set.copyOf(roles);
    pipelines = Set.copyOf(pipelines);
  }

  /** No message repeats a word of a line: any of them may be a token that is out of place. */
  private static void check(boolean holds, String why) {
    if (!holds) {
      throw new IllegalArgumentException(why);
    }
  }

  /** A token of its own: 256 random bits behind a prefix by which scanners find lost ones. */
  public static String secret() {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** The hash of a token as the file has it. */
  public static String hash(String secret) {
    return HexFormat.of().formatHex(sha256(secret));
  }

  static byte[] sha256(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a line: name, roles, {@code sha256:} and the hash, then settings as {@code rate=50}.
   *
   * @throws IllegalArgumentException where it makes no sense
   */
  public static Token parse(String line) {
    String[] words = line.strip().split("\\s+");
    check(words.length >= 3, "a token is a name, roles and a hash");
    check(words[2].startsWith(HASHED), "no hash that begins with sha256: in the third place");
    Set<String> pipelines = Set.of();
    TokenLimits limits = TokenLimits.defaults();
    Set<String> seen = new TreeSet<>();
    for (int i = 3; i < words.length; i++) {
      String[] setting = words[i].split("=", 2);
      check(setting.length == 2, "a setting is a name, = and a value");
      check(seen.add(setting[0]), "a setting stands twice");
      if (setting[0].equals("pipelines")) {
        pipelines = Set.of(setting[1].split(",", -1));
      } else {
        limits = limits.with(setting[0], setting[1]);
      }
    }
    return new Token(
        words[0], roles(words[1]), words[2].substring(HASHED.length()), pipelines, limits);
  }

  private static Set<Role> roles(String text) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String name : text.split(",", -1)) {
      roles.add(found(name).orElseThrow(() -> noRole("no role in the second place")));
    }
    return roles;
  }

  /**
   * The role of this name.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static Role role(String name) {
    return found(name).orElseThrow(() -> noRole("no role: " + name.toLowerCase(Locale.ROOT)));
  }

  private static Optional<Role> found(String name) {
    return Arrays.stream(Role.values()).filter(role -> role.text().equals(name)).findFirst();
  }

  private static IllegalArgumentException noRole(String why) {
    return new IllegalArgumentException(why + "; the roles are submit, read and operate");
  }

  @Override
  public String toString() {
    String named = roles.stream().sorted().map(Role::text).collect(Collectors.joining(","));
    String seen =
        pipelines.isEmpty() ? "" : " pipelines=" + String.join(",", new TreeSet<>(pipelines));
    return name + " " + named + " sha256:" + hash + seen + limits;
  }
}
