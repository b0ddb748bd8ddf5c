package io.streamweir.cli.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.cli.Place;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The first commands of docs/http.md, sent to a server as a reader sends them. */
@WithRedis
class HttpDocumentIT {
  private static final Path PAGE = Path.of("../docs/http.md");
  private static final Pattern PATH = Pattern.compile("localhost:8400(/\\S*)");
  private static final Pattern BODY = Pattern.compile("-d '([^']*)'");

  private static List<String> commands() throws Exception {
    String page = Files.readString(PAGE);
    String begin = page.substring(page.indexOf("## Begin"), page.indexOf("## Tokens"));
    return begin.replace("\\\n", "").lines().filter(line -> line.startsWith("curl ")).toList();
  }

  private static String found(Pattern pattern, String command) {
    Matcher found = pattern.matcher(command);
    return found.find() ? found.group(1) : "";
  }

  @Test
  void areAnsweredAsThePageSays(RedisSpace space) throws Exception {
    List<String> commands = commands();
    assertThat(commands).hasSize(3);
    try (Served served =
        new Served(Place.of(space).start("serve", "--port", "0", "-p", "access-log"))) {
      String submit = commands.get(0);
      assertThat(submit).contains("-H 'Content-Type: application/json'");
      String body = found(BODY, submit);
      assertThat(served.json("POST", found(PATH, submit), body).get("state").asText())
          .isEqualTo("open");

      String status = found(PATH, commands.get(1));
      await()
          .atMost(PATIENCE)
          .until(() -> served.json("GET", status, "").at("/stages/0/backlog").asInt() == 1);

      String events = found(PATH, commands.get(2));
      Iterator<String> lines = served.lines("GET", events, "").body().iterator();
      assertThat(lines.next()).startsWith("event: ");
    }
  }
}
