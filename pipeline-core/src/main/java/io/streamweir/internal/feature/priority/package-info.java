/**
 * Priorities: urgent jobs have inboxes of their own, and a lane waits while a more urgent one has
 * work. Begin with {@link io.streamweir.internal.feature.priority.GatedIntake}, which asks the
 * {@link io.streamweir.internal.feature.priority.PriorityGate}.
 */
@NullMarked
package io.streamweir.internal.feature.priority;

import org.jspecify.annotations.NullMarked;
