/**
 * The pipeline that is worked on while things break: its jobs, its stages, and what workers are
 * told. It runs in worker processes of their own, which find it as any user's pipeline is found.
 *
 * <p>Start at {@link io.streamweir.chaos.program.ChaosPipeline}. What must come of the jobs is
 * next, in {@code io.streamweir.chaos.oracle}.
 */
@NullMarked
package io.streamweir.chaos.program;

import org.jspecify.annotations.NullMarked;
