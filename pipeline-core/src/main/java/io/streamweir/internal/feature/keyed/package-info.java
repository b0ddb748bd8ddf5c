/**
 * Keyed stages: entries of one key run in the order of their arrival, one after the other. One
 * worker owns a partition; what must wait is parked. Begin with {@link
 * io.streamweir.internal.feature.keyed.KeyedStage} and {@code parking.lua}.
 *
 * <p>{@code OwnedIntake} takes entries of a partition that the worker owns ({@code PartitionHold},
 * {@code take.lua}). Its lane rests while nothing comes, and while the partition is another's; the
 * hold wakes it. {@code KeyedCrew} lets entries of one key begin one after the other, and {@code
 * KeyedInlineCrew} does so at concurrency 1. {@code Parking} knows which keys are blocked before
 * Redis does. {@code KeyPermits} asks for permits of a rate per key ({@code key-rate.lua}). {@code
 * KeyRule} parks what must wait.
 *
 * <p>{@code Balancer} runs every sixth of the lease, between 0.1 and 1 s. It renews the partitions
 * that the worker owns ({@code own.lua}), leaves those beyond its share, and takes free ones up to
 * its share ({@code members.lua}).
 */
@NullMarked
package io.streamweir.internal.feature.keyed;

import org.jspecify.annotations.NullMarked;
