package io.streamweir.cli.token;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.session.GivenText;
import io.streamweir.cli.session.Session;
import io.streamweir.http.core.Role;
import io.streamweir.http.token.Token;
import io.streamweir.http.token.TokenFile;
import io.streamweir.http.token.TokenLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code token new}: a token for a caller; the file gets its hash. */
@Command(
    name = "new",
    description = {
      "Makes a token for a caller of the HTTP API, and prints it. Nobody can print it again: the"
          + " file gets only its hash.",
      "A server that uses the file takes the token from the next second on. To take it away, delete"
          + " its line."
    })
final class TokenNewCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      paramLabel = "NAME",
      description = "The caller's name, which logs and the audit say: letters, digits and ._@-")
  private String name = "";

  @Option(
      names = "--role",
      required = true,
      split = ",",
      paramLabel = "ROLE",
      description =
          "What the caller may do: submit, read or operate, which may read too; several by commas")
  private List<String> roles = new ArrayList<>();

  @Option(
      names = {"-p", "--pipeline"},
      paramLabel = "NAME",
      description = "A pipeline that the caller may know of; may be repeated. Default: all")
  private List<String> pipelines = new ArrayList<>();

  @Option(
      names = "--limit",
      paramLabel = "WHAT=N",
      description =
          "How much the caller may ask for; may be repeated: rate (requests per second), streams"
              + " and waits (open at once), body (bytes). Default: streams=100 waits=1000")
  private Map<String, String> limits = new LinkedHashMap<>();

  @Option(
      names = "--tokens",
      required = true,
      paramLabel = "FILE",
      description = "The file of tokens, which gets a line more. It is made where there is none")
  private String file = "";

  TokenNewCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String secret = Token.secret();
    try {
      Set<Role> may = new HashSet<>();
      roles.forEach(role -> may.add(Token.role(role)));
      TokenFile.add(
          GivenText.path(file),
          new Token(name, may, Token.hash(secret), Set.copyOf(pipelines), limits()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new CommandFailedException("--tokens " + file + ": " + Failures.ofFile(e));
    }
    session.out().line(secret);
    return 0;
  }

  private TokenLimits limits() {
    TokenLimits all = TokenLimits.defaults();
    for (Map.Entry<String, String> limit : limits.entrySet()) {
      all = all.with(limit.getKey(), limit.getValue());
    }
    return all;
  }
}
