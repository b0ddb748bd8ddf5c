package io.streamweir.stages.examples;

import io.streamweir.inspect.JobFilter;
import io.streamweir.inspect.JobPage;
import io.streamweir.inspect.JobState;
import io.streamweir.inspect.Jobs;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;

/** What waits at a stage, as docs/guide.md shows it. */
final class JobsExample {
  private JobsExample() {}

  // guide begin
  static List<String> open(RedisLink link, String number) {
    Jobs jobs = Jobs.open(link, "orders"); // by what Redis knows: no definition, no classes
    JobFilter filter = JobFilter.of(List.of("number=" + number));
    List<String> found = new ArrayList<>();
    String cursor = "";
    do {
      JobPage page = jobs.page("confirm", JobState.WAITING, cursor, 100, filter);
      page.entries().forEach(entry -> found.add(entry.job() + " " + entry.payload().json()));
      cursor = page.next(); // each page looks at 1,000 entries at most
    } while (!cursor.isEmpty());
    return found;
  }
  // guide end
}
