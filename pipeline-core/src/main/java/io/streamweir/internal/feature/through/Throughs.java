package io.streamweir.internal.feature.through;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.lane.EntryRun;
import io.streamweir.internal.lane.FailureLog;
import io.streamweir.internal.lane.Handling;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.settle.Downstream;
import io.streamweir.listener.WorkerListener.LaneId;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;

/** Which stages of one worker run through, and its lanes, which they run in. For one thread. */
public final class Throughs {
  private final Pipeline<?> pipeline;
  private final InboxQueries queries;
  private final ScheduledExecutorService timer;
  private final List<String> through; // names of stages
  private final Map<LaneId, Place> places = new HashMap<>();
  private final List<Clearance> clearances = new ArrayList<>();

  /**
   * Of a worker that works on these stages.
   *
   * @param on whether its entries run through at all
   */
  public Throughs(
      RedisLink link,
      Pipeline<?> pipeline,
      Collection<StageDefinition<?, ?>> mine,
      boolean on,
      ScheduledExecutorService timer) {
    this.pipeline = pipeline;
    this.queries = new InboxQueries(link);
    this.timer = timer;
    this.through =
        mine.stream()
            .filter(stage -> on && pipeline.runsThrough(stage.name()))
            .map(StageDefinition::name)
            .toList();
  }

  /**
   * A lane of the worker.
   *
   * @param open whether it may begin with entries now
   */
  public record Place(
      StageDefinition<?, ?> stage,
      Keys keys,
      LaneContext lane,
      EntryRun<?, ?> run,
      Downstream downstream,
      BooleanSupplier open) {}

  /** Makes what handles a stage's entries in the lane of another one. */
  @FunctionalInterface
  public interface Handlings {
    /**
     * What handles them.
     *
     * @param at where the entries would have come to the stage
     * @param lane in which they are handled
     */
    Handling<?, ?> of(Place at, LaneContext lane, FailureLog failures);
  }

  /**
   * The stages whose inboxes a settlement of this one may reach: its targets first, then those of
   * the stages that its entries run through.
   */
  public List<String> reach(StageDefinition<?, ?> stage) {
    List<String> reach = new ArrayList<>(stage.targets());
    for (int i = 0; stage.plain() && i < reach.size(); i++) { // it grows meanwhile
      if (through.contains(reach.get(i))) {
        pipeline.stage(reach.get(i)).targets().stream()
            .filter(target -> !reach.contains(target))
            .forEach(reach::add);
      }
    }
    return reach;
  }

  /** Whether any stage of the worker runs through. Asked when all lanes are connected. */
  public boolean any() {
    return !clearances.isEmpty();
  }

  /** Adds a lane of the worker. */
  public void add(Place place) {
    places.put(place.lane().id(), place);
  }

  /** Has entries of the lanes that were added run through. All of a partition have been added. */
  public void connect(Handlings handlings) {
    places.values().forEach(place -> connect(place, handlings));
    places.clear();
  }

  /** Looks before the lanes begin, so that the first entries run through. */
  public List<CompletableFuture<Boolean>> learn() {
    List<CompletableFuture<Boolean>> looks = new ArrayList<>();
    clearances.forEach(clearance -> looks.add(clearance.learn()));
    return looks;
  }

  private void connect(Place from, Handlings handlings) {
    if (!from.stage().plain()) {
      return;
    }
    List<String> reach = reach(from.stage());
    Map<Integer, Crossing> crossings = new HashMap<>();
    for (int i = 0; i < reach.size(); i++) {
      LaneId own = from.lane().id();
      Place at =
          places.get(new LaneId(own.pipeline(), reach.get(i), own.partition(), own.priority()));
      if (at != null && through.contains(reach.get(i))) {
        crossings.put(i, crossing(from, at, reach, handlings));
      }
    }
    if (!crossings.isEmpty()) {
      from.run().goOn(new RunThrough(from.lane(), crossings));
    }
  }

  private Crossing crossing(Place from, Place at, List<String> reach, Handlings handlings) {
    List<String> targets = at.stage().targets();
    List<Clearance.Watched> behind = targets.stream().map(t -> watched(t, at, reach)).toList();
    Clearance clearance =
        new Clearance(queries, timer, watched(at.stage().name(), at, reach), behind);
    clearances.add(clearance);
    from.downstream().alsoTell(clearance::heard);
    FailureLog failures = new FailureLog(at.lane().id());
    return new Crossing(
        at.lane(),
        handlings.of(at, from.lane(), failures),
        failures,
        targets.stream().map(reach::indexOf).toList(),
        clearance,
        () -> at.open().getAsBoolean() && at.downstream().othersHaveRoom());
  }

  private Clearance.Watched watched(String stage, Place at, List<String> reach) {
    long most = pipeline.stage(stage).config().maxBacklog();
    return new Clearance.Watched(reach.indexOf(stage), at.keys().inbox(stage), most);
  }
}
