package io.streamweir.internal.feature.window;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.settle.BatchPart;
import io.streamweir.internal.settle.EffectWriter;
import io.streamweir.internal.settle.KeyUse;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowUpdate;
import io.streamweir.pipeline.WindowUpdate.Kind;
import io.streamweir.pipeline.WindowUpdate.Measure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a batch of settlements adds to windows, as the header of {@code settle-windows.lua} lists
 * it: added up for the whole batch, and beside that what each entry has part in, for where it is
 * fenced.
 */
final class WindowPart implements BatchPart {
  private static final KeyUse PROGRESS = KeyUse.of("hash", "HINCRBY", "HMGET", "HSET", "PEXPIRE");
  private static final KeyUse OPEN = KeyUse.of("zset", "PEXPIRE", "ZADD", "ZCARD");
  private static final KeyUse SPAN = KeyUse.of("hash", "HGET", "HINCRBY", "HSET", "PEXPIRE");
  private static final KeyUse DISTINCT = KeyUse.of("string", "PEXPIRE", "PFADD");

  private final Keys keys;
  private final Map<String, Definition> definitions = new LinkedHashMap<>();
  private final Map<SpanId, Span> spans = new LinkedHashMap<>();
  private final List<Gathered> measures = new ArrayList<>(); // of all spans
  private final List<Part> parts = new ArrayList<>();
  private int sketches;

  WindowPart(Keys keys) {
    this.keys = keys;
  }

  private record Definition(int number, Window window) {}

  private record SpanId(String window, long start, String key) {
    String member() {
      return start + ":" + key;
    }
  }

  private record MeasureId(Kind kind, String name) {}

  /** What one entry has part in. */
  private record Part(int position, StringBuilder text) {}

  /** One open span and what the batch adds to it. */
  private static final class Span {
    final int number;
    final SpanId id;
    final Definition definition;
    final Map<MeasureId, Gathered> measures = new LinkedHashMap<>();
    long updates;
    long newest = Long.MIN_VALUE;

    Span(int number, SpanId id, Definition definition) {
      this.number = number;
      this.id = id;
      this.definition = definition;
    }
  }

  /** One measure of a span, added up. */
  private static final class Gathered {
    final int number; // among the span's, from 1
    final MeasureId id;
    final Map<String, Integer> texts = new LinkedHashMap<>(); // each with its number, from 1
    long value;

    Gathered(int number, MeasureId id, long first) {
      this.number = number;
      this.id = id;
      this.value = first;
    }

    boolean sketched() {
      return id.kind() == Kind.DISTINCT;
    }

    /** Answers with what tells this entry's part from others. */
    long add(Measure measure) {
      switch (id.kind()) {
        case COUNT, SUM -> value += measure.value();
        case MIN -> value = Math.min(value, measure.value());
        case MAX -> value = Math.max(value, measure.value());
        case DISTINCT -> {
          return texts.computeIfAbsent(measure.text(), text -> texts.size() + 1);
        }
      }
      return measure.value();
    }
  }

  /** Adds what the entry at this position of the batch, from 1, says. */
  void add(FillWindow fill, int position) {
    WindowUpdate update = fill.update();
    Span span = span(fill.window(), update);
    span.updates++;
    span.newest = Math.max(span.newest, update.eventTimeMillis());
    StringBuilder part = part(position);
    part.append('@').append(span.number).append(':').append(update.eventTimeMillis());
    for (Measure measure : update.measures()) {
      Gathered gathered = gathered(span, measure);
      part.append('=').append(gathered.number).append(':').append(gathered.add(measure));
    }
  }

  private Span span(Window window, WindowUpdate update) {
    SpanId id = new SpanId(window.name(), window.startOf(update.eventTimeMillis()), update.key());
    Span span = spans.get(id);
    if (span == null) {
      Definition definition =
          definitions.computeIfAbsent(
              window.name(), name -> new Definition(definitions.size() + 1, window));
      span = new Span(spans.size() + 1, id, definition);
      spans.put(id, span);
    }
    return span;
  }

  private Gathered gathered(Span span, Measure measure) {
    MeasureId id = new MeasureId(measure.kind(), measure.name());
    Gathered gathered = span.measures.get(id);
    if (gathered == null) {
      boolean adds = measure.kind() == Kind.COUNT || measure.kind() == Kind.SUM;
      gathered = new Gathered(span.measures.size() + 1, id, adds ? 0 : measure.value());
      sketches += gathered.sketched() ? 1 : 0;
      span.measures.put(id, gathered);
      measures.add(gathered);
    }
    return gathered;
  }

  private StringBuilder part(int position) {
    Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
    if (last == null || last.position() != position) {
      last = new Part(position, new StringBuilder());
      parts.add(last);
    }
    return last.text();
  }

  @Override
  public void write(EffectWriter to) {
    to.readsClock().effect("windows", FillRule.TEXTS);
    to.add(definitions.size()).add(spans.size()).add(sketches).add(parts.size());
    to.firstKey(PROGRESS).firstKey(OPEN).firstKey(SPAN);
    if (sketches == 0) {
      to.add(0);
    } else {
      to.firstKey(DISTINCT);
    }
    for (Definition definition : definitions.values()) {
      String window = definition.window().name();
      to.uses(PROGRESS, keys.windowProgress(window)).uses(OPEN, keys.windowOpen(window));
      to.add(definition.window().allowedLateness().toMillis());
      to.add(definition.window().maxAhead().toMillis());
    }
    for (Span span : spans.values()) {
      to.uses(SPAN, keys.windowSpan(span.id.window(), span.id.member()));
      useSketches(to, span);
      addSpan(to, span);
    }
    parts.forEach(part -> to.add(part.position()).add(part.text().toString()));
  }

  private void useSketches(EffectWriter to, Span span) {
    for (Gathered measure : span.measures.values()) {
      if (measure.sketched()) {
        String name = measure.id.name();
        to.uses(DISTINCT, keys.windowDistinct(span.id.window(), name, span.id.member()));
      }
    }
  }

  private static void addSpan(EffectWriter args, Span span) {
    Window window = span.definition.window();
    args.add(span.definition.number()).add(span.id.start());
    args.add(span.id.start() + window.size().toMillis());
    args.add(span.id.member()).add(span.updates).add(span.newest);
    args.add(span.measures.size());
    for (Gathered measure : span.measures.values()) {
      args.add(WindowScripts.letter(measure.id.kind())).add(measure.id.name());
      if (measure.sketched()) {
        args.add(measure.texts.size());
        measure.texts.keySet().forEach(text -> args.add(text));
      } else {
        args.add(measure.value);
      }
    }
  }
}
