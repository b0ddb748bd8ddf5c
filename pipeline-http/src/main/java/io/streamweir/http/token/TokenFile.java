package io.streamweir.http.token;

import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of a file: a line for each, as {@link Token} reads it; lines that begin with a hash
 * sign are comments. Only hashes are in the file. It is looked at again at most once a second, when
 * a request comes. What has changed counts when it was written a second ago, or was the same at the
 * look before: it may be half of what somebody writes. If it makes no sense, does not end in a line
 * feed, or cannot be read, the tokens stay as they are and the log says so. Thread-safe.
 *
 * <p>A token is the header {@code Authorization: Bearer TOKEN}. Browsers cannot send a header with
 * an {@code EventSource}: for streams of events the parameter {@code access_token} counts as well.
 */
public final class TokenFile implements Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final long LOOK_NANOS = LOOK.toNanos();
  private static final long MOST_BYTES = 4 << 20;
  private static final int MOST_TOKEN_CHARS = 1_024;
  private static final String SCHEME = "bearer ";
  private static final FileAttribute<?>[] NO_ATTRIBUTES = {};
  private static final FileAttribute<?>[] OWNER_ONLY = {
    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
  };

  private final Path file;
  private final TokenCaller.NanoClock clock;
  private volatile List<TokenCaller> callers;
  private volatile long looked;
  private byte[] content; // of the tokens as they are
  private byte[] seen; // at the last look
  private @Nullable String complaint; // what the log said last

  private TokenFile(Path file, TokenCaller.NanoClock clock) throws IOException {
    this.file = file;
    this.clock = clock;
    this.content = bytes(file);
    this.seen = content;
    this.callers = List.of();
    this.looked = clock.nanos();
    become(parse(content));
  }

  /**
   * The tokens of this file.
   *
   * @throws IOException where it cannot be read
   * @throws IllegalArgumentException where a line makes no sense; the message has its number
   */
  public static TokenFile open(Path file) throws IOException {
    return open(file, System::nanoTime);
  }

  /**
   * Adds a token to a file, which only its owner may read where it is made by this.
   *
   * @throws IOException where it cannot be read or written
   * @throws IllegalArgumentException where the file has the name already, or makes no sense
   */
  public static void add(Path file, Token token) throws IOException {
    byte[] before = Files.exists(file) ? bytes(file) : new byte[0];
    for (Token known : parse(before)) {
      if (known.name().equals(token.name())) {
        throw new IllegalArgumentException("the file has a token of the name " + token.name());
      }
    }
    if (!Files.exists(file)) {
      boolean posix =
          Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix");
      Files.createFile(file, posix ? OWNER_ONLY : NO_ATTRIBUTES);
    }
    boolean open = before.length > 0 && before[before.length - 1] != '\n';
    Files.writeString(file, (open ? "\n" : "") + token + "\n", StandardOpenOption.APPEND);
  }

  static TokenFile open(Path file, TokenCaller.NanoClock clock) throws IOException {
    return new TokenFile(file, clock);
  }

  /** The tokens as they are now. */
  public List<Token> tokens() {
    return callers.stream().map(TokenCaller::token).toList();
  }

  @Override
  public Caller caller(Request request) {
    lookAgain();
    String given =
        given(request).orElseThrow(() -> unauthorized("send Authorization: Bearer and a token"));
    byte[] hash = Token.sha256(given);
    TokenCaller found = null;
    for (TokenCaller each : callers) { // all of them, so that time tells nothing
      if (MessageDigest.isEqual(each.hash(), hash)) {
        found = each;
      }
    }
    if (found == null) {
      throw unauthorized("the token is not known");
    }
    return found;
  }

  private static ProblemException unauthorized(String detail) {
    return Problem.of(ProblemType.UNAUTHORIZED, detail).asException();
  }

  private static Optional<String> given(Request request) {
    Optional<String> header =
        request
            .header("Authorization")
            .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(SCHEME))
            .map(value -> value.substring(SCHEME.length()).strip());
    boolean events =
        request.events()
            && request.method().equals("GET")
            && request.header("Accept").orElse("").contains("text/event-stream");
    Optional<String> token = header.isPresent() || !events ? header : request.query("access_token");
    return token.filter(value -> value.length() <= MOST_TOKEN_CHARS);
  }

  void lookAgain() {
    if (clock.nanos() - looked > LOOK_NANOS) {
      look();
    }
  }

  private synchronized void look() {
    if (clock.nanos() - looked <= LOOK_NANOS) {
      return;
    }
    looked = clock.nanos();
    try {
      byte[] now = bytes(file);
      boolean settled = Arrays.equals(now, seen) || writtenBefore(Instant.now().minus(LOOK));
      seen = now;
      if (settled) {
        take(now);
        complaint = null;
      }
    } catch (IOException | IllegalArgumentException e) {
      complain(String.valueOf(e.getMessage()));
    }
  }

  /** Asked behind reading: what was written in between is no older than that. */
  private boolean writtenBefore(Instant time) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().isBefore(time);
  }

  private void take(byte[] now) {
    if (Arrays.equals(now, content)) {
      return;
    }
    if (now.length > 0 && now[now.length - 1] != '\n') {
      throw new IllegalArgumentException("its last line does not end in a line feed");
    }
    become(parse(now));
    content = now;
    LOG.info("read {} tokens from {}", callers.size(), file);
  }

  private void complain(String why) {
    if (!why.equals(complaint)) {
      LOG.error("the tokens stay as they are, since {} cannot be used: {}", file, why);
      complaint = why;
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException("it has more than " + MOST_BYTES + " bytes");
    }
    return Files.readAllBytes(file);
  }

  private static List<Token> parse(byte[] content) {
    List<Token> tokens = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<String> hashes = new HashSet<>();
    int number = 0;
    for (String line : new String(content, StandardCharsets.UTF_8).split("\\R", -1)) {
      number++;
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      try {
        Token token = Token.parse(line);
        if (!names.add(token.name()) || !hashes.add(token.hash())) {
          throw new IllegalArgumentException("another line has the same name or hash");
        }
        tokens.add(token);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
      }
    }
    return tokens;
  }

  private void become(List<Token> tokens) {
    Map<String, TokenCaller> before = new HashMap<>();
    callers.forEach(caller -> before.put(caller.token().hash(), caller));
    List<TokenCaller> after = new ArrayList<>();
    for (Token token : tokens) {
      TokenCaller known = before.remove(token.hash());
      after.add(known == null ? TokenCaller.of(token, clock, this::lookAgain) : known.as(token));
    }
    callers = List.copyOf(after);
    before.values().forEach(TokenCaller::withdraw);
  }
}
