package io.streamweir.internal.settle;

import io.streamweir.pipeline.Count;
import java.util.List;

/** Changes counters. */
public record ChangeCounters(List<Count> counts) implements Effect {}
