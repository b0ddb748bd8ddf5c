package io.streamweir.internal.feature.gather;

import io.streamweir.internal.settle.Effect;

/** Forgets the state of a gather. */
public record ForgetGather(GatherPlace place, String jobId) implements Effect {}
