package io.streamweir.internal.feature.chain;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.chain.OutboxScript.Found;
import io.streamweir.internal.feature.chain.OutboxScript.Turn;
import io.streamweir.internal.feature.chain.OutboxScript.Waiting;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.Priority;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Submits what lies in the outboxes of one partition to their pipelines, and removes it then. A
 * pass over an outbox begins with its oldest job. A job is sent only when all before it that go to
 * the same inbox have been taken: so the inbox tells by one number what it has. Whatever dies
 * between the two steps, the next pass sends again what was taken, and the inbox takes nothing
 * twice. Any number of workers may do so at once.
 */
final class Forwarder {
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final Duration FULL_WAIT = Duration.ofMillis(250);
  private static final int PAGE = 250;
  private static final int MOST_OF_A_PASS = 2_000; // looked at, where some cannot be taken

  private final RedisLink link;
  private final String pipeline;
  private final Keys keys;
  private final OutboxScript script;
  private final List<Outlet> outlets;
  private final WorkerListener listener;
  private final Map<Inbox, AppendScript> inboxes = new ConcurrentHashMap<>();

  Forwarder(
      RedisLink link,
      String pipeline,
      Keys keys,
      OutboxScript script,
      List<Outlet> outlets,
      WorkerListener listener) {
    this.link = link;
    this.pipeline = pipeline;
    this.keys = keys;
    this.script = script;
    this.outlets = outlets;
    this.listener = listener;
  }

  /** One outbox: where what is in it goes, and how much that is. */
  static final class Outlet {
    private final String name;
    private final Target target;
    private final long reserve;
    private volatile long length = Long.MAX_VALUE; // until the first look

    /**
     * An outbox.
     *
     * @param reserve how many more entries the target's inbox holds of what comes this way than of
     *     what clients submit: those must not stand in the way of what has begun
     */
    Outlet(String name, Target target, long reserve) {
      this.name = name;
      this.target = target;
      this.reserve = reserve;
    }

    /** Whether a stage may put more into it. */
    boolean hasRoom(long most) {
      return length < most && target.known();
    }
  }

  /** Where jobs go that must be taken in order. */
  private record Inbox(String target, int partition, Priority priority) {}

  /** Submits what is there, again and again. */
  UpkeepTask task() {
    String purpose =
        "submitting jobs of " + pipeline + "/" + keys.partition() + " to other pipelines";
    return UpkeepTask.paced(WAIT, "chain", purpose, this::pass).withAfterFailure(FULL_WAIT);
  }

  /** Goes once through all outboxes; answers with how long to wait then. */
  CompletableFuture<Duration> pass() {
    return new Pass().go();
  }

  /** The first look at how full the outboxes are; completes even if it fails. */
  CompletableFuture<Void> learn() {
    return script
        .run(Collections.nCopies(outlets.size(), Turn.FIRST), 0)
        .thenAccept(this::note)
        .exceptionally(thrown -> null);
  }

  private void note(List<Found> found) {
    for (int i = 0; i < found.size(); i++) {
      outlets.get(i).length = found.get(i).length();
    }
  }

  /** One way through all outboxes, from their heads. For one thread at a time. */
  private final class Pass {
    private final Set<Inbox> closed = new HashSet<>(); // for what is behind what was not taken
    private List<Turn> turns = Collections.nCopies(outlets.size(), Turn.FIRST);
    private int looked;
    private boolean taken;
    private @Nullable Throwable failure;

    CompletableFuture<Duration> go() {
      int most = looked < MOST_OF_A_PASS ? PAGE : 0;
      return script.run(turns, most).thenCompose(this::forward);
    }

    private CompletableFuture<Duration> forward(List<Found> found) {
      note(found);
      if (found.stream().allMatch(each -> each.waiting().isEmpty())) {
        return end();
      }
      List<CompletableFuture<List<String>>> sent = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        looked += found.get(i).waiting().size();
        sent.add(send(outlets.get(i), found.get(i).waiting()));
      }
      return CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new))
          .thenCompose(
              done -> {
                List<Turn> next = new ArrayList<>();
                for (int i = 0; i < found.size(); i++) {
                  next.add(next(turns.get(i), found.get(i).waiting(), sent.get(i).join()));
                }
                turns = next;
                return go();
              });
    }

    private Turn next(Turn before, List<Waiting> waiting, List<String> ids) {
      taken |= !ids.isEmpty();
      return waiting.isEmpty()
          ? new Turn(ids, before.from())
          : new Turn(ids, waiting.get(waiting.size() - 1).id());
    }

    private CompletableFuture<Duration> end() {
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      boolean more = taken && looked >= MOST_OF_A_PASS;
      Duration wait = more ? Duration.ZERO : closed.isEmpty() ? WAIT : FULL_WAIT;
      return CompletableFuture.completedFuture(wait);
    }

    /** Answers with the ids of those that were taken; never fails. */
    private CompletableFuture<List<String>> send(Outlet outlet, List<Waiting> waiting) {
      PipelineFacts<?> facts = outlet.target.fitting();
      if (facts == null) {
        return CompletableFuture.completedFuture(List.of());
      }
      Map<Inbox, List<Waiting>> shares = new LinkedHashMap<>();
      for (Waiting one : waiting) {
        ChainedJob job = one.job();
        if (job != null) {
          shares.computeIfAbsent(inbox(facts, job), inbox -> new ArrayList<>()).add(one);
        }
      }
      List<CompletableFuture<List<String>>> taken = new ArrayList<>();
      shares.forEach(
          (inbox, jobs) -> {
            if (!closed.contains(inbox)) {
              taken.add(send(outlet, facts, inbox, jobs));
            }
          });
      return CompletableFuture.allOf(taken.toArray(CompletableFuture<?>[]::new))
          .thenApply(done -> taken.stream().flatMap(ids -> ids.join().stream()).toList());
    }

    private CompletableFuture<List<String>> send(
        Outlet outlet, PipelineFacts<?> facts, Inbox inbox, List<Waiting> jobs) {
      List<AppendScript.Job> batch = new ArrayList<>();
      for (Waiting one : jobs) {
        ChainedJob job = one.job();
        if (job != null) {
          batch.add(job.appended(facts, one.number()));
        }
      }
      String name = Chains.source(pipeline, keys.at(inbox.priority()).place());
      AppendScript.Source source = new AppendScript.Source(name, 1, Duration.ZERO);
      return inboxes
          .computeIfAbsent(inbox, first -> script(facts, inbox, outlet.reserve))
          .run(batch, source)
          .handle((refusals, thrown) -> took(inbox, jobs, refusals, thrown));
    }

    private synchronized List<String> took(
        Inbox inbox,
        List<Waiting> jobs,
        @Nullable List<AppendScript.Refusal> refusals,
        @Nullable Throwable thrown) {
      if (refusals == null) {
        closed.add(inbox);
        boolean refused = RedisCallException.of(thrown).code().equals(RedisCallException.CLOSED);
        failure = refused ? failure : thrown;
        return List.of();
      }
      int full = (int) refusals.stream().filter(AppendScript.Refusal::full).count();
      if (full > 0) {
        closed.add(inbox);
      }
      int there = refusals.size() - full;
      int fresh = jobs.size() - full - there;
      if (fresh > 0) {
        listener.chained(pipeline, keys.partition(), inbox.target(), fresh);
      }
      return jobs.subList(0, jobs.size() - full).stream().map(Waiting::id).toList();
    }

    private Inbox inbox(PipelineFacts<?> facts, ChainedJob job) {
      Priority wanted = job.options().priority();
      Priority priority = facts.priorities().contains(wanted) ? wanted : Priority.NORMAL;
      return new Inbox(facts.name(), facts.partitionOf(job.partitionKey()), priority);
    }
  }

  private AppendScript script(PipelineFacts<?> facts, Inbox inbox, long reserve) {
    Keys there = Keys.of(link, inbox.target(), inbox.partition()).at(inbox.priority());
    long most = facts.maxBacklog() + reserve;
    return new AppendScript(link, there, facts.priorities(), facts.first(), most);
  }
}
