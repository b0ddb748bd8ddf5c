package io.streamweir.http.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Api;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Caller.Open;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
  private static final long SECOND = 1_000_000_000;

  @TempDir private Path directory;
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND);
  private final String anna = Token.secret();
  private final String shop = Token.secret();

  private Path file(String... lines) throws IOException {
    return Files.writeString(directory.resolve("tokens"), String.join("\n", lines) + "\n");
  }

  private TokenFile open(String... lines) throws IOException {
    return TokenFile.open(file(lines), now::get);
  }

  /** A second goes by, and the file is looked at. */
  private void look(TokenFile file) {
    now.addAndGet(SECOND + 1);
    file.lookAgain();
  }

  private static void written(Path file, Duration ago) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(ago)));
  }

  private static Request with(String token) {
    return Request.of("GET", "/v1/me").withHeader("Authorization", "Bearer " + token);
  }

  private static ProblemType refusal(TokenFile file, Request request) {
    return catchThrowableOfType(ProblemException.class, () -> file.caller(request))
        .problem()
        .type();
  }

  private String annas(String settings) {
    return "anna operate sha256:" + Token.hash(anna) + settings;
  }

  @Test
  void knowsCallersByTheirTokens() throws IOException {
    TokenFile file =
        open(
            "# who",
            "",
            annas(""),
            "shop submit,read sha256:%s pipelines=orders,bills".formatted(Token.hash(shop)));

    Caller first = file.caller(with(anna));
    assertThat(first.name()).isEqualTo("anna");
    assertThat(first.may(Role.OPERATE) && first.may(Role.READ)).isTrue();
    assertThat(first.may(Role.SUBMIT)).isFalse();
    assertThat(first.sees("anything")).isTrue();
    Caller second = file.caller(with(shop));
    assertThat(second.may(Role.SUBMIT) && second.may(Role.READ)).isTrue();
    assertThat(second.may(Role.OPERATE)).isFalse();
    assertThat(second.sees("orders")).isTrue();
    assertThat(second.sees("others")).isFalse();
  }

  @Test
  void refusesWhoeverHasNoTokenOfTheFile() throws IOException {
    TokenFile file = open(annas(""));
    assertThat(refusal(file, Request.of("GET", "/v1/me"))).isEqualTo(ProblemType.UNAUTHORIZED);
    assertThat(refusal(file, with(shop))).isEqualTo(ProblemType.UNAUTHORIZED);
    assertThat(refusal(file, with(Token.hash(anna)))).isEqualTo(ProblemType.UNAUTHORIZED);
    assertThat(refusal(file, with(""))).isEqualTo(ProblemType.UNAUTHORIZED);
    Request basic = Request.of("GET", "/").withHeader("Authorization", "Basic " + anna);
    assertThat(refusal(file, basic)).isEqualTo(ProblemType.UNAUTHORIZED);
  }

  @Test
  void takesATokenInTheAddressForStreamsOfEventsAlone() throws IOException {
    TokenFile file = open(annas(""));
    Api api =
        new Api(
            List.of(
                Route.get("/v1/events", r -> Answer.text(200, r.caller().name()))
                    .giving(Answer.Events.MEDIA_TYPE),
                Route.get("/v1/page", r -> Answer.text(200, "")).giving(),
                Route.get("/v1/jobs", r -> Answer.text(200, ""))),
            file,
            ApiConfig.defaults());
    String any = "text/event-stream, application/json";

    assertThat(status(api, "/v1/events?access_token=" + anna, any)).isEqualTo(200);
    assertThat(status(api, "/v1/events?access_token=" + shop, any)).isEqualTo(401);
    assertThat(status(api, "/v1/events?access_token=" + anna, "*/*")).isEqualTo(401);
    assertThat(status(api, "/v1/page?access_token=" + anna, any)).isEqualTo(401);
    assertThat(status(api, "/v1/jobs?access_token=" + anna, any)).isEqualTo(401);
  }

  private static int status(Api api, String target, String accept) {
    Request request = Request.of("GET", target).withHeader("Accept", accept);
    return ((Answer.Whole) api.answer(request)).status();
  }

  @Test
  void readsTheFileAgainWhenItHasChanged() throws IOException {
    TokenFile file = open(annas(""));
    written(file("shop submit sha256:" + Token.hash(shop)), Duration.ofSeconds(10));
    assertThat(file.caller(with(anna)).name()).isEqualTo("anna");
    now.addAndGet(SECOND + 1);
    assertThat(refusal(file, with(anna))).isEqualTo(ProblemType.UNAUTHORIZED);
    assertThat(file.caller(with(shop)).name()).isEqualTo("shop");
  }

  /** An editor may still be writing. */
  @Test
  void takesAFreshFileWhenItIsTheSameAtTwoLooks() throws IOException {
    TokenFile file = open(annas(""));
    written(file("shop submit sha256:" + Token.hash(shop)), Duration.ofHours(-1));
    look(file);
    assertThat(file.caller(with(anna)).name()).isEqualTo("anna");
    written(file("shop submit sha256:" + Token.hash(shop), "# more"), Duration.ofHours(-1));
    look(file);
    assertThat(file.caller(with(anna)).name()).isEqualTo("anna");
    look(file);
    assertThat(refusal(file, with(anna))).isEqualTo(ProblemType.UNAUTHORIZED);
  }

  /** Behind its hash a line says which pipelines a caller may know of, and how much it may ask. */
  @Test
  void takesNoFileWhoseLastLineIsCut() throws IOException {
    TokenFile file = open(annas(" pipelines=orders"));
    Path cut = Files.writeString(directory.resolve("tokens"), annas(""));
    written(cut, Duration.ofSeconds(10));
    look(file);
    look(file);
    assertThat(file.caller(with(anna)).sees("others")).isFalse();
    written(file(annas("")), Duration.ofSeconds(10));
    look(file);
    assertThat(file.caller(with(anna)).sees("others")).isTrue();
  }

  @Test
  void takesAllTokensAwayByAnEmptyFile() throws IOException {
    TokenFile file = open(annas(""));
    written(Files.writeString(directory.resolve("tokens"), ""), Duration.ofSeconds(10));
    look(file);
    assertThat(refusal(file, with(anna))).isEqualTo(ProblemType.UNAUTHORIZED);
  }

  @Test
  void keepsItsTokensWhereTheFileMakesNoSenseOrIsGone() throws IOException {
    TokenFile file = open(annas(""));
    written(file("shop submit"), Duration.ofSeconds(10));
    look(file);
    assertThat(file.caller(with(anna)).name()).isEqualTo("anna");
    Files.delete(directory.resolve("tokens"));
    look(file);
    assertThat(file.caller(with(anna)).name()).isEqualTo("anna");
  }

  @Test
  void beginsWithNoFileThatMakesNoSense() throws IOException {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> TokenFile.open(directory.resolve("none")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(annas(""), annas("")))
        .withMessageStartingWith("line 2: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "anna operate",
        "anna owner sha256:HASH",
        "anna operate HASH",
        "anna operate sha256:12",
        "an/na operate sha256:HASH",
        "anna operate sha256:HASH rates=5",
        "anna operate sha256:HASH rate=x",
        "anna operate sha256:HASH rate=-1",
        "anna operate sha256:HASH rate=1 rate=2",
        "anna operate sha256:HASH pipelines=",
        "anna operate sha256:HASH pipelines=,",
        "anna operate sha256:HASH pipelines=orders,",
        "anna operate, sha256:HASH",
        "anna operate sha256:HASH body=0",
      })
  void refusesALineThatMakesNoSense(String line) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Token.parse(line.replace("HASH", Token.hash(anna))));
  }

  /** Messages go to the log, and the words of a line may stand in any order. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SECRET",
        "SECRET anna read",
        "anna SECRET sha256:HASH",
        "anna read SECRET",
        "anna read sha256:SECRET",
        "anna read sha256:HASH SECRET",
        "anna read sha256:HASH pipelines=SECRET",
        "anna read sha256:HASH SECRET=",
        "anna read sha256:HASH rate=SECRET",
        "SECRET/ read sha256:HASH",
      })
  void repeatsNoWordOfALineThatMayBeAToken(String line) {
    String given = line.replace("HASH", Token.hash(anna)).replace("SECRET", anna);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open("", given))
        .withMessageStartingWith("line 2: ")
        .satisfies(
            e ->
                assertThat(e.getMessage().toLowerCase(Locale.ROOT))
                    .doesNotContain(anna.toLowerCase(Locale.ROOT)));
  }

  @Test
  void writesALineAsItReadsIt() {
    String line = annas(" pipelines=a,b rate=5 streams=6 waits=7 body=8");
    assertThat(Token.parse(line)).hasToString(line);
    assertThat(Token.parse(line).pipelines()).isEqualTo(Set.of("a", "b"));
    assertThat(Token.parse(annas(""))).hasToString(annas(""));
  }

  @Test
  void countsRequestsOverChangesOfTheFile() throws IOException {
    TokenFile file = open(annas(" rate=2"));
    file.caller(with(anna)).admit();
    file.caller(with(anna)).admit();
    ProblemException full =
        catchThrowableOfType(ProblemException.class, () -> file.caller(with(anna)).admit());
    assertThat(full.problem().type()).isEqualTo(ProblemType.RATE_LIMITED);
    assertThat(full.problem().retryAfter()).hasMillis(500);
    now.addAndGet(SECOND / 2);
    file.caller(with(anna)).admit();
    assertThat(catchThrowableOfType(ProblemException.class, () -> file.caller(with(anna)).admit()))
        .isNotNull();
  }

  @Test
  void boundsWhatIsOpenOverChangesOfTheFile() throws IOException {
    TokenFile file = open(annas(" streams=1 waits=0 body=10"));
    Caller.Slot slot = file.caller(with(anna)).open(Open.STREAM);
    written(file(annas(" streams=1 waits=1")), Duration.ofSeconds(10));
    look(file);
    Caller caller = file.caller(with(anna));
    assertThat(caller.maxBodyBytes()).isEqualTo(Long.MAX_VALUE);
    ProblemException full =
        catchThrowableOfType(ProblemException.class, () -> caller.open(Open.STREAM));
    assertThat(full.problem().type()).isEqualTo(ProblemType.TOO_MANY_OPEN);
    slot.close();
    slot.close();
    caller.open(Open.STREAM);
    caller.open(Open.WAIT);
    assertThat(catchThrowableOfType(ProblemException.class, () -> caller.open(Open.STREAM)))
        .isNotNull();
  }

  @Test
  void makesTokensThatNobodyGuesses() {
    assertThat(anna).startsWith("sw_").hasSize(46).isNotEqualTo(shop);
  }
}
