package io.streamweir.internal.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.wire.Checksum;
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

  /** For what a dedupe key stands. */
  private enum Dedupe {
    WINDOW,
    UNTIL_FINISHED,
    DEBOUNCE
  }

  /** Some jobs: plain ones, delayed ones, ones with a header or a dedupe key of any mode. */
  static void append(Interleaving history, Random random) {
    Giving giving = new Giving(history);
    for (int i = random.nextInt(6); i >= 0; i--) {
      boolean plain = random.nextInt(2) == 0;
      long delay = !plain && random.nextBoolean() ? Interleaving.FAR.toMillis() : 0;
      String dedupe = !plain && random.nextBoolean() ? "k" + random.nextInt(8) : null;
      Dedupe mode = Dedupe.values()[random.nextInt(3)];
      giving.job(!plain && random.nextBoolean() ? "k=v" : null, delay, dedupe, mode);
      if (dedupe != null && mode != Dedupe.DEBOUNCE && random.nextBoolean()) {
        giving.jobs.add(giving.jobs.remove(giving.jobs.size() - 1).comparingPayloads());
      }
    }
    giving.submit(null);
  }

  /** The next jobs of a numbered source, some of which may have been taken before. */
  static void numbered(Interleaving history, Random random) {
    String name = "source-" + random.nextInt(2);
    long taken = Long.parseLong(history.model.remembered.getOrDefault(name, "0"));
    Giving giving = new Giving(history);
    for (int i = random.nextInt(5); i >= 0; i--) {
      giving.job(random.nextInt(3) == 0 ? "k=v" : null, 0, null, Dedupe.WINDOW);
    }
    long first = Math.max(1, taken + 1 - random.nextInt(4));
    giving.submit(new AppendScript.Source(name, first, Duration.ofHours(1)));
  }

  /** So many that a rough trim finds whole nodes of the stream. */
  static void burst(Interleaving history, Random random) {
    Giving giving = new Giving(history);
    for (int i = random.nextInt(150); i >= 0; i--) {
      giving.job(null, 0, null, Dedupe.WINDOW);
    }
    giving.submit(null);
  }

  private void job(@Nullable String headers, long delay, @Nullable String dedupe, Dedupe mode) {
    int number = history.serial++;
    String job = "j" + number;
    String token = "w" + number;
    NewEntry entry = NewEntry.submitted(job, 1000 + number, TestInbox.utf8(token), headers);
    if (dedupe == null) {
      jobs.add(new AppendScript.Job(entry, delay, null, 0));
    } else {
      jobs.add(
          switch (mode) {
            case WINDOW -> new AppendScript.Job(entry, delay, dedupe, WINDOW);
            case UNTIL_FINISHED ->
                new AppendScript.Job(entry.holding(dedupe, WINDOW), delay, dedupe, WINDOW);
            case DEBOUNCE ->
                new AppendScript.Job(
                    entry.holding(dedupe, 0), Interleaving.FAR.toMillis(), 0, dedupe, 0, true);
          });
    }
    List<String> flat =
        new ArrayList<>(List.of("j", job, "t", Integer.toString(1000 + number), "p", token));
    if (headers != null) {
      flat.addAll(List.of("h", headers));
    }
    if (dedupe != null && mode != Dedupe.WINDOW) {
      flat.addAll(List.of("u", dedupe));
    }
    if (dedupe != null && mode == Dedupe.UNTIL_FINISHED) {
      flat.addAll(List.of("w", Long.toString(WINDOW)));
    }
    fields.add(flat);
  }

  private void submit(AppendScript.@Nullable Source source) {
    history.note("%d jobs %s %s", jobs.size(), source, jobs.size() > 6 ? "" : fields);
    List<AppendScript.Refusal> expected = expect(source, backlog());
    AppendScript script =
        new AppendScript(history.box.link, history.box.keys, TestInbox.STAGE, history.most);
    List<AppendScript.Refusal> refusals = history.box.link.await(script.run(jobs, source));
    List<Integer> refused =
        refusals.stream().filter(r -> !r.replaced()).map(r -> r.position()).toList();
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
        count(refusals, AppendScript.Reason.DUPLICATE));
    history.cover("conflicts", count(refusals, AppendScript.Reason.CONFLICT));
    history.cover("replaced jobs", refusals.stream().filter(r -> r.replaced()).count());
  }

  private static long count(List<AppendScript.Refusal> refusals, AppendScript.Reason reason) {
    return refusals.stream().filter(refusal -> refusal.reason() == reason).count();
  }

  /** Where the server does not know how many wait, the stream's length stands for them. */
  private long backlog() {
    InboxQueries.Group group =
        history.box.link.await(history.box.queries.group(history.box.inbox)).orElseThrow();
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
      String first = model.holder(job.dedupeKey());
      StageModel.Later replaced = job.debounced() ? model.debounced(job.dedupeKey()) : null;
      boolean givesWay = job.debounced() && model.givesWay(job.dedupeKey());
      if (source != null && source.first() + i <= taken) {
        refusals.add(new AppendScript.Refusal(i, AppendScript.Reason.DUPLICATE, ""));
      } else if (replaced != null) {
        refusals.add(
            new AppendScript.Refusal(i, AppendScript.Reason.REPLACED, String.valueOf(first)));
        replace(job, fields.get(i), replaced, String.valueOf(first));
      } else if (first != null && !givesWay) {
        refusals.add(new AppendScript.Refusal(i, held(job), first));
      } else if (stopped || (job.delayMillis() > 0 ? laterRoom : room) <= 0) {
        stopped = source != null;
        refusals.add(new AppendScript.Refusal(i, AppendScript.Reason.FULL, ""));
      } else {
        room -= job.delayMillis() > 0 ? 0 : 1;
        laterRoom -= job.delayMillis() > 0 ? 1 : 0;
        reached = source == null ? 0 : source.first() + i;
        take(job, fields.get(i));
      }
    }
    if (source != null && reached > 0) {
      model.everRemembered.add(source.name());
      model.remembered.put(source.name(), Long.toString(reached));
    }
    return refusals;
  }

  /** Why a job is not added whose dedupe key another one holds: no payload comes twice here. */
  private AppendScript.Reason held(AppendScript.Job job) {
    boolean conflict = job.samePayload() && !history.model.givesWay(job.dedupeKey());
    return conflict ? AppendScript.Reason.CONFLICT : AppendScript.Reason.DUPLICATE;
  }

  private void take(AppendScript.Job job, List<String> flat) {
    StageModel.Later later = new StageModel.Later(flat, job.delayMillis());
    if (job.delayMillis() > 0) {
      history.model.later.add(later);
    } else {
      history.model.arriving.add(flat);
    }
    if (job.dedupeKey() != null) {
      history.model.hold(
          job.dedupeKey(),
          job.entry().jobId(),
          job.debounced() ? later : null,
          Checksum.of(job.entry().payload()));
    }
  }

  /** It takes the place, and the id, of one that waits. */
  private void replace(
      AppendScript.Job job, List<String> flat, StageModel.Later replaced, String holder) {
    history.model.later.remove(replaced);
    history.work.take(String.valueOf(StageModel.token(replaced.fields, "p")));
    flat.set(1, holder);
    StageModel.Later later = new StageModel.Later(flat, job.delayMillis());
    history.model.later.add(later);
    history.model.hold(String.valueOf(job.dedupeKey()), holder, later, "");
  }
}
