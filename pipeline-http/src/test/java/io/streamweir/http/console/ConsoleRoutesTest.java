package io.streamweir.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Api;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Request;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConsoleRoutesTest {
  private static final Pattern ASSET = Pattern.compile("(?:href|src)=\"([^\"]+)\"");
  private static final Pattern IMPORT = Pattern.compile("(?:from|import) ?['\"]([./][^'\"]+)['\"]");

  private final Api api =
      new Api(new ConsoleRoutes().routes(), Authenticator.NONE, ApiConfig.defaults());

  private Answer.Whole get(String path) {
    return (Answer.Whole) api.answer(Request.of("GET", path));
  }

  private static String header(Answer.Whole answer, String name) {
    return answer.headers().first(name).orElse("");
  }

  private List<String> assets() {
    List<String> assets = new ArrayList<>();
    Matcher matcher = ASSET.matcher(get("/console/").text());
    while (matcher.find()) {
      assets.add(matcher.group(1));
    }
    return assets;
  }

  @Test
  void redirectsToAnAddressThatIsRightBehindAnyPrefix() {
    Answer.Whole answer = get("/console");

    assertThat(answer.status()).isEqualTo(308);
    assertThat(header(answer, "Location")).isEqualTo("console/");
  }

  @Test
  void allowsNothingInlineAndNoOtherHost() {
    Answer.Whole page = get("/console/");

    assertThat(page.status()).isEqualTo(200);
    assertThat(header(page, "Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
        .contains("frame-ancestors 'none'", "require-trusted-types-for 'script'")
        .doesNotContain("unsafe", "http:", "https:", "*");
    assertThat(page.text())
        .doesNotContain("<style", "style=", "onclick=", "//")
        .doesNotContainPattern("<script[^>]*>[^<]");
  }

  @Test
  void isAskedForAnewWhileItsFilesNeverChange() {
    Answer.Whole page = get("/console/");

    assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
    assertThat(assets()).hasSizeGreaterThan(3);
    for (String asset : assets()) {
      Answer.Whole file = get("/console/" + asset);
      assertThat(file.status()).as(asset).isEqualTo(200);
      assertThat(header(file, "Cache-Control")).contains("immutable");
      assertThat(header(file, "X-Content-Type-Options")).isEqualTo("nosniff");
    }
  }

  @Test
  void sendsNothingThatTheClientHas() {
    String tag = header(get("/console/"), "ETag");

    Answer again = api.answer(Request.of("GET", "/console/").withHeader("If-None-Match", tag));

    assertThat(((Answer.Whole) again).status()).isEqualTo(304);
  }

  @Test
  void refusesFilesOfOtherVersionsAndFilesThatAreNotItsOwn() {
    String version = ConsoleFiles.read().version();

    assertThat(get("/console/" + version + "/app.js").status()).isEqualTo(200);
    assertThat(get("/console/0123/app.js").status()).isEqualTo(404);
    assertThat(get("/console/" + version + "/../ConsoleRoutes.class").status()).isEqualTo(404);
    assertThat(get("/console/" + version + "/%2e%2e/ConsoleRoutes.class").status()).isEqualTo(404);
    assertThat(get("/console/" + version + "/files.txt").status()).isEqualTo(404);
  }

  @Test
  void servesEveryFileThatAnotherOneImports() throws IOException, URISyntaxException {
    ConsoleFiles files = ConsoleFiles.read();
    for (String name : names(files)) {
      Matcher matcher = IMPORT.matcher(text(files, name));
      while (name.endsWith(".js") && matcher.find()) {
        String imported = Path.of("/" + name).resolveSibling(matcher.group(1)).normalize() + "";
        assertThat(files.file(imported.substring(1)))
            .as("%s imports %s", name, matcher.group(1))
            .isPresent();
      }
    }
  }

  @Test
  void listsAllFilesThatThereAre() throws IOException, URISyntaxException {
    URL list = Objects.requireNonNull(ConsoleFiles.class.getResource(ConsoleFiles.LIST));
    Path directory = Objects.requireNonNull(Path.of(list.toURI()).getParent());
    try (Stream<Path> found = Files.walk(directory)) {
      List<String> own =
          found
              .filter(Files::isRegularFile)
              .map(file -> directory.relativize(file).toString())
              .filter(name -> name.matches(".*[.](js|css|html|svg)"))
              .toList();
      assertThat(names(ConsoleFiles.read())).containsAll(own);
    }
  }

  private static List<String> names(ConsoleFiles files) throws IOException, URISyntaxException {
    URL list = Objects.requireNonNull(ConsoleFiles.class.getResource(ConsoleFiles.LIST));
    List<String> names = Files.readAllLines(Path.of(list.toURI()));
    assertThat(names).allSatisfy(name -> assertThat(files.file(name)).as(name).isPresent());
    return names;
  }

  private static String text(ConsoleFiles files, String name) {
    return new String(files.file(name).orElseThrow(), java.nio.charset.StandardCharsets.UTF_8);
  }
}
