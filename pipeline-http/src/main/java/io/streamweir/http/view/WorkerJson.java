package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.KeyedStatus;
import io.streamweir.inspect.LaneStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Shows which workers there are, and what each works on. */
public final class WorkerJson {
  private static final double ALIVE_SECONDS = 30; // as a worker's word counts

  private WorkerJson() {}

  /** The workers of these lanes by name. */
  public static List<ObjectNode> of(List<LaneStatus> lanes) {
    Map<String, List<LaneStatus>> byWorker = new TreeMap<>();
    lanes.forEach(
        lane -> byWorker.computeIfAbsent(lane.worker(), name -> new ArrayList<>()).add(lane));
    List<ObjectNode> workers = new ArrayList<>();
    byWorker.forEach((name, its) -> workers.add(worker(name, its)));
    return workers;
  }

  private static ObjectNode worker(String name, List<LaneStatus> lanes) {
    double idle = lanes.stream().mapToDouble(LaneStatus::idleSeconds).min().orElse(0);
    ObjectNode node =
        Json.object()
            .put("worker", name)
            .put("alive", idle < ALIVE_SECONDS)
            .put("idleSeconds", idle)
            .put("pending", lanes.stream().mapToLong(LaneStatus::pending).sum());
    ArrayNode all = node.putArray("lanes");
    lanes.forEach(lane -> all.add(StatusJson.lane(lane)));
    return node;
  }

  /** Who works on a partition of a keyed stage. */
  public static ObjectNode of(KeyedStatus keyed) {
    return Json.object()
        .put("stage", keyed.stage())
        .put("partition", keyed.partition())
        .put("owner", keyed.owner())
        .put("blockedKeys", keyed.blockedKeys())
        .put("parked", keyed.parked());
  }
}
