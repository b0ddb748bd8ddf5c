package io.streamweir.internal.housekeeping;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.lane.Lane;
import io.streamweir.pipeline.Priority;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a worker says of itself to those who ask Redis alone. Its text is one word: what it works on
 * as {@code name=value}, then {@code |stage/place:} and a {@link LaneWord} for each lane that has
 * something to tell. Readers pass over names that they do not know. Immutable.
 *
 * @param sinceMillis when it began, in ms since 1970 by the server's clock
 * @param version of the engine; {@code unknown} where it was not built as a release
 * @param stages that it works on
 * @param partitions it works on so many partitions, from 0
 * @param priorities that it works on
 * @param lanes what its lanes say, by stage and place; without those that have nothing to tell
 */
public record WorkerWord(
    long sinceMillis,
    String version,
    List<String> stages,
    int partitions,
    List<String> priorities,
    Map<String, LaneWord> lanes) {
  private static final Pattern HEAD = Pattern.compile("[a-z]+=[^;|\\s]*(?:;[a-z]+=[^;|\\s]*)*");
  private static final Pattern LANE = Pattern.compile("([^:|\\s]+):([^|\\s]*)");
  private static final String LANES = "|";
  private static final String UNKNOWN = "unknown";

  /** Keeps copies. */
  public WorkerWord {
    stages = List.copyOf(stages);
    priorities = List.copyOf(priorities);
    lanes = Map.copyOf(lanes);
  }

  /** Of a worker with these lanes, which have nothing to tell yet. */
  static WorkerWord of(List<Lane> lanes, long sinceMillis) {
    String version = WorkerWord.class.getPackage().getImplementationVersion();
    return new WorkerWord(
        sinceMillis,
        version == null ? UNKNOWN : version.replaceAll("[;|\\s]", "_"),
        lanes.stream().map(lane -> lane.id().stage()).distinct().toList(),
        lanes.stream().mapToInt(lane -> lane.id().partition() + 1).max().orElse(0),
        lanes.stream().map(lane -> lane.id().priority().toString()).distinct().toList(),
        Map.of());
  }

  /** The same with what its lanes say now. */
  WorkerWord with(Map<String, LaneWord> said) {
    return new WorkerWord(sinceMillis, version, stages, partitions, priorities, said);
  }

  /** Names a lane. */
  static String lane(String stage, int partition, Priority priority) {
    String level = priority == Priority.NORMAL ? "" : "/" + priority;
    return stage + "/" + partition + level;
  }

  /** What it says of its lane of the stage at this place; absent where it has none. */
  public Optional<LaneWord> lane(Keys keys, String stage) {
    String name = lane(stage, keys.partition(), keys.priority());
    boolean works =
        stages.contains(stage)
            && keys.partition() < partitions
            && priorities.contains(keys.priority().toString());
    return works ? Optional.of(lanes.getOrDefault(name, LaneWord.NOTHING)) : Optional.empty();
  }

  /** What its lanes of the stage say, where they have anything to tell. */
  List<LaneWord> of(String stage) {
    return lanes.entrySet().stream()
        .filter(lane -> lane.getKey().startsWith(stage + "/"))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** As it is written. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append("since=").append(sinceMillis).append(";version=").append(version);
    text.append(";stages=").append(String.join(",", stages));
    text.append(";partitions=").append(partitions);
    text.append(";priorities=").append(String.join(",", priorities));
    lanes.forEach((lane, word) -> text.append(LANES).append(lane).append(':').append(word.text()));
    return text.toString();
  }

  /** Reads what was written; absent where it is no such word. */
  static Optional<WorkerWord> read(String text) {
    int end = text.indexOf(LANES);
    String head = end < 0 ? text : text.substring(0, end);
    if (!HEAD.matcher(head).matches()) {
      return Optional.empty();
    }
    Map<String, String> said = new LinkedHashMap<>();
    for (String part : head.split(";")) {
      int equals = part.indexOf('=');
      said.put(part.substring(0, equals), part.substring(equals + 1));
    }
    return Optional.of(
        new WorkerWord(
            LaneWord.number(said.getOrDefault("since", "")),
            said.getOrDefault("version", UNKNOWN),
            list(said.getOrDefault("stages", "")),
            (int) Math.min(Integer.MAX_VALUE, LaneWord.number(said.getOrDefault("partitions", ""))),
            list(said.getOrDefault("priorities", Priority.NORMAL.toString())),
            end < 0 ? Map.of() : lanes(text.substring(end + 1))));
  }

  private static List<String> list(String names) {
    return Arrays.stream(names.split(",")).filter(name -> !name.isEmpty()).toList();
  }

  private static Map<String, LaneWord> lanes(String text) {
    Map<String, LaneWord> lanes = new LinkedHashMap<>();
    Matcher lane = LANE.matcher(text);
    while (lane.find()) {
      String name = lane.group(1);
      LaneWord.read(lane.group(2)).ifPresent(word -> lanes.put(name, word));
    }
    return lanes;
  }
}
