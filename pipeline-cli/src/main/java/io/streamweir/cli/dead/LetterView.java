package io.streamweir.cli.dead;

import io.streamweir.cli.text.SafeText;
import io.streamweir.http.core.Json;
import io.streamweir.http.view.LetterJson;
import io.streamweir.inspect.DeadLetters.Letter;
import io.streamweir.redis.RedisLink;
import java.util.stream.Collectors;

/** Shows dead letters with their payloads. */
final class LetterView {
  private final LetterJson json;

  LetterView(RedisLink link) {
    this.json = new LetterJson(link);
  }

  /** The letter as one line of JSON. */
  String json(String stage, Letter letter) {
    return Json.text(json.of(stage, letter));
  }

  /** The letter on several lines. */
  String text(String stage, Letter letter) {
    return String.join(
        "\n",
        "letter    " + letter.id(),
        "stage     " + stage,
        "job       " + SafeText.of(letter.jobId()),
        "died at   " + letter.diedAt(),
        "reason    " + SafeText.of(letter.reason()),
        "error     " + lines(letter.error()),
        "attempts  " + letter.attempts(),
        "before    " + SafeText.of(letter.lastError().isEmpty() ? "-" : letter.lastError()),
        "payload   "
            + SafeText.of(
                json.payload(letter)
                    .orElse("cannot be read, " + letter.payload().length + " bytes")));
  }

  /** What happened, without the stack trace. */
  static String summary(Letter letter) {
    return letter.error().lines().findFirst().orElse("");
  }

  private static String lines(String text) {
    return text.lines()
        .map(line -> SafeText.of(line.replace("\t", "  ")))
        .collect(Collectors.joining("\n          "));
  }
}
