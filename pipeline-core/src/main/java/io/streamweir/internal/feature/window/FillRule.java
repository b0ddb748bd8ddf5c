package io.streamweir.internal.feature.window;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.lane.DecisionRule;
import io.streamweir.internal.settle.Effect;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowUpdate;
import java.util.ArrayList;
import java.util.List;

/**
 * An outcome adds its event to the windows that it names.
 *
 * @param stage which decides
 */
public record FillRule(Pipeline<?> pipeline, String stage) implements DecisionRule {
  /** The texts of how windows are filled, by name. */
  public static final List<String> TEXTS = List.of("feature/window/settle-windows");

  @Override
  public Decided apply(Entry entry, Decided decided) {
    if (decided.additions().windows().isEmpty()) {
      return decided;
    }
    List<Effect> effects = new ArrayList<>(decided.effects());
    for (WindowUpdate update : decided.additions().windows()) {
      Window window = pipeline.window(update.window()).orElseThrow(() -> unknown(update));
      effects.add(new FillWindow(window, update));
    }
    return decided.with(effects);
  }

  private StreamweirException unknown(WindowUpdate update) {
    return new StreamweirException(
        "stage '"
            + stage
            + "' updates the window '"
            + update.window()
            + "', which the pipeline does not define: it has "
            + pipeline.windows().stream().map(Window::name).toList());
  }
}
