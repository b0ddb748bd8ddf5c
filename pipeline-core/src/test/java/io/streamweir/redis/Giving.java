package io.streamweir.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What clients do to a stage: the append script and what is to be seen of it. */
final class Giving {
  private static final long WINDOW = Duration.ofHours(1).toMillis();
  private final Interleaving history;
  private final List<AppendScript.Job> jobs = new ArrayList<>();
  private final List<List<String>> fields = new ArrayList<>();

  private Giving(Interleaving history) {
    this.history = history;
  }

  /** Some jobs: plain ones, delayed ones, ones with a header or a dedupe key. */
  static void append(Interleaving history, Random random) {
    Giving giving = new Giving(history);
    for (int i = random.nextInt(6); i >= 0; i--) {
      boolean plain = random.nextInt(2) == 0;
      long delay = !plain && random.nextBoolean() ? Interleaving.FAR.toMillis() : 0;
      String dedupe = !plain && random.nextBoolean() ? "k" + random.nextInt(8) : null;
      giving.job(!plain && random.nextBoolean() ? "k=v" : null, delay, dedupe);
    }
    giving.submit(null);
  }

  /** The next jobs of a numbered source, some of which may have been taken before. */
  static void numbered(Interleaving history, Random random) {
    String name = "source-" + random.nextInt(2);
    long taken = Long.parseLong(history.model.remembered.getOrDefault(name, "0"));
    Giving giving = new Giving(history);
    for (int i = random.nextInt(5); i >= 0; i--) {
      giving.job(random.nextInt(3) == 0 ? "k=v" : null, 0, null);
    }
    long first = Math.max(1, taken + 1 - random.nextInt(4));
    giving.submit(new AppendScript.Source(name, first, Duration.ofHours(1)));
  }

  /** So many that a rough trim finds whole nodes of the stream. */
  static void burst(Interleaving history, Random random) {
    Giving giving = new Giving(history);
    for (int i = random.nextInt(150); i >= 0; i--) {
      giving.job(null, 0, null);
    }
    giving.submit(null);
  }

  private void job(@Nullable String headers, long delay, @Nullable String dedupe) {
    int number = history.serial++;
    String job = "j" + number;
    String token = "w" + number;
    NewEntry entry = NewEntry.submitted(job, 1000 + number, TestInbox.utf8(token), headers);
    jobs.add(new AppendScript.Job(entry, delay, dedupe, dedupe == null ? 0 : WINDOW));
    List<String> flat =
        new ArrayList<>(List.of("j", job, "t", Integer.toString(1000 + number), "p", token));
    if (headers != null) {
      flat.addAll(List.of("h", headers));
    }
    fields.add(flat);
  }

  private void submit(AppendScript.@Nullable Source source) {
    history.note("%d jobs %s %s", jobs.size(), source, jobs.size() > 6 ? "" : fields);
    List<AppendScript.Refusal> expected = expect(source, backlog());
    AppendScript script =
        new AppendScript(history.box.link, history.box.keys, TestInbox.STAGE, history.most);
    List<AppendScript.Refusal> refusals = history.box.link.await(script.run(jobs, source));
    List<Integer> refused = refusals.stream().map(AppendScript.Refusal::position).toList();
    for (int i = 0; i < jobs.size(); i++) {
      if (!refused.contains(i)) {
        history.work.accept(String.valueOf(StageModel.token(fields.get(i), "p")));
      }
    }
    assertThat(refusals).isEqualTo(expected);
    history.cover("jobs taken", jobs.size() - refused.size());
    history.cover("full", refusals.stream().filter(AppendScript.Refusal::full).count());
    history.cover(
        source == null ? "duplicates" : "duplicates of a source",
        refusals.stream().filter(refusal -> !refusal.full()).count());
  }

  /** Where the server does not know how many wait, the stream's length stands for them. */
  private long backlog() {
    InboxQueries.Group group = history.box.queries.group(history.box.inbox).orElseThrow();
    return group.lagKnown() ? group.lag() + group.pending() : history.model.inbox.size();
  }

  private List<AppendScript.Refusal> expect(AppendScript.@Nullable Source source, long backlog) {
    StageModel model = history.model;
    long room = history.most - backlog;
    int laterRoom = history.most - model.later.size();
    long taken =
        source == null ? 0 : Long.parseLong(model.remembered.getOrDefault(source.name(), "0"));
    long reached = taken;
    boolean stopped = false; // a source's jobs are taken in order
    List<AppendScript.Refusal> refusals = new ArrayList<>();
    for (int i = 0; i < jobs.size(); i++) {
      AppendScript.Job job = jobs.get(i);
      String first = job.dedupeKey() == null ? null : model.remembered.get(job.dedupeKey());
      if (source != null && source.first() + i <= taken) {
        refusals.add(new AppendScript.Refusal(i, false, ""));
      } else if (first != null) {
        refusals.add(new AppendScript.Refusal(i, false, first));
      } else if (stopped || (job.delayMillis() > 0 ? laterRoom : room) <= 0) {
        stopped = source != null;
        refusals.add(new AppendScript.Refusal(i, true, ""));
      } else {
        room -= job.delayMillis() > 0 ? 0 : 1;
        laterRoom -= job.delayMillis() > 0 ? 1 : 0;
        reached = source == null ? 0 : source.first() + i;
        take(job, fields.get(i));
      }
    }
    if (source != null && reached > 0) {
      model.remembered.put(source.name(), Long.toString(reached));
    }
    return refusals;
  }

  private void take(AppendScript.Job job, List<String> flat) {
    if (job.delayMillis() > 0) {
      history.model.later.add(new StageModel.Later(flat, job.delayMillis()));
    } else {
      history.model.arriving.add(flat);
    }
    if (job.dedupeKey() != null) {
      history.model.remembered.put(job.dedupeKey(), job.entry().jobId());
    }
  }
}
