package io.streamweir.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.Run;
import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.token.TokenFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCommandTest {
  @TempDir private Path directory;

  private Run create(String... words) {
    List<String> all = new ArrayList<>(List.of("token", "new"));
    all.addAll(List.of(words));
    all.addAll(List.of("--tokens", directory.resolve("tokens").toString()));
    return Run.of(all.toArray(String[]::new));
  }

  @Test
  void printsATokenAndKeepsItsHash() throws Exception {
    String anna = create("anna", "--role", "operate").out().strip();
    String shop = create("shop", "--role", "submit,read", "-p", "orders").out().strip();

    Path file = directory.resolve("tokens");
    assertThat(Files.readAllLines(file)).hasSize(2);
    assertThat(Files.readString(file)).doesNotContain(anna, shop);
    TokenFile tokens = TokenFile.open(file);
    Caller caller =
        tokens.caller(Request.of("GET", "/v1/me").withHeader("Authorization", "Bearer " + shop));
    assertThat(caller.name()).isEqualTo("shop");
    assertThat(caller.may(Role.SUBMIT) && caller.may(Role.READ)).isTrue();
    assertThat(caller.may(Role.OPERATE)).isFalse();
    assertThat(caller.sees("orders") && !caller.sees("bills")).isTrue();
  }

  @Test
  void saysWhyAFileCannotBeWritten() {
    String[] words = {"token", "new", "anna", "--role", "read", "--tokens", "/no/such/tokens"};

    Run run = Run.of(words);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("--tokens /no/such/tokens: no such file or directory");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void writesLimitsAndRefusesThoseThatThereAreNot() throws Exception {
    create("anna", "--role", "read", "--limit", "rate=5", "--limit", "body=1000");

    String line = Files.readString(directory.resolve("tokens"));
    assertThat(line).contains(" rate=5 ", " body=1000").doesNotContain("waits");
    for (String wrong : List.of("speed=5", "rate=fast", "waits=-1", "rate")) {
      Run run = create("bob", "--role", "read", "--limit", wrong);
      assertThat(run.status()).as(wrong).isEqualTo(2);
      assertThat(Files.readString(directory.resolve("tokens"))).isEqualTo(line);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "anna, boss, no role: boss",
    "a/b, read, no name of a token",
    "twice, read, has a token of the name twice"
  })
  void refusesWhatMakesNoSenseAndChangesNothing(String name, String role, String why)
      throws Exception {
    create("twice", "--role", "read");

    Run run = create(name, "--role", role);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(why);
    assertThat(Files.readAllLines(directory.resolve("tokens"))).hasSize(1);
  }
}
