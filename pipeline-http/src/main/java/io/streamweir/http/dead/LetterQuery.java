package io.streamweir.http.dead;

import io.streamweir.http.core.Fields;
import io.streamweir.http.core.Paging;
import io.streamweir.http.core.Request;
import io.streamweir.http.stage.Bodies;
import io.streamweir.inspect.JobFilter;
import io.streamweir.inspect.LetterFilter;
import java.time.Instant;
import java.util.Optional;

/** Which dead letters a query or a body means. */
final class LetterQuery {
  private LetterQuery() {}

  /** As query parameters say it. */
  static LetterFilter of(Request request) {
    LetterFilter filter =
        LetterFilter.all()
            .withReason(request.query("reason").orElse(""))
            .withException(request.query("exception").orElse(""))
            .withErrorContaining(request.query("error").orElse(""))
            .where(Paging.parsed("where", () -> JobFilter.of(request.queryAll("where"))));
    return within(filter, Paging.time(request, "since"), Paging.time(request, "until"));
  }

  /** As a body's member says it. */
  static LetterFilter of(Fields body) {
    LetterFilter filter =
        LetterFilter.all()
            .withReason(body.text("reason").orElse(""))
            .withException(body.text("exception").orElse(""))
            .withErrorContaining(body.text("error").orElse(""))
            .where(Bodies.where(body));
    return within(filter, body.time("since"), body.time("until"));
  }

  private static LetterFilter within(
      LetterFilter filter, Optional<Instant> since, Optional<Instant> until) {
    LetterFilter from = since.map(filter::withSince).orElse(filter);
    return until.map(from::withUntil).orElse(from);
  }
}
