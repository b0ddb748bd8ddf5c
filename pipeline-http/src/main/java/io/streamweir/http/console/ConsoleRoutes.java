package io.streamweir.http.console;

import io.streamweir.http.core.Answer;
import io.streamweir.http.core.EntityTags;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Route;
import java.util.List;

/**
 * Serves the console's page and its files to everybody: what they show comes by the API, which asks
 * for a token. The page is asked for anew each time. Its files have a version in their addresses
 * and never change. All addresses are relative, so that the console works behind any prefix.
 * Thread-safe.
 */
public final class ConsoleRoutes {
  /** No other host, nothing inline, no frame around it, and no markup that is made of text. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types lit-html";

  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private final ConsoleFiles files = ConsoleFiles.read();

  /** The routes below {@code /console}. */
  public List<Route> routes() {
    return List.of(
        route("/console", request -> Answer.empty(308).withHeader("Location", "console/")),
        route("/console/", request -> page()),
        route("/console/{version}/{file...}", this::file));
  }

  private static Route route(String path, Route.Handler handler) {
    return Route.get(path, handler).byAnybody().quick().giving();
  }

  private Answer page() {
    byte[] page = files.page();
    return guarded(Answer.of(200, ConsoleFiles.type("index.html"), page))
        .withHeader("Content-Security-Policy", POLICY)
        .withHeader("Cross-Origin-Opener-Policy", "same-origin")
        .withHeader("ETag", EntityTags.of(page))
        .withHeader("Cache-Control", "no-cache");
  }

  private Answer file(Request request) {
    String name = request.parameter("file");
    byte[] content =
        files
            .file(name)
            .filter(any -> request.parameter("version").equals(files.version()))
            .orElseThrow(
                () ->
                    Problem.of(
                            ProblemType.NOT_FOUND,
                            "the console has no such file, or has another version now")
                        .asException());
    return guarded(Answer.of(200, ConsoleFiles.type(name), content))
        .withHeader("ETag", EntityTags.of(content))
        .withHeader("Cache-Control", FOR_EVER);
  }

  private static Answer guarded(Answer answer) {
    return answer
        .withHeader("X-Content-Type-Options", "nosniff")
        .withHeader("Referrer-Policy", "no-referrer");
  }
}
