/**
 * Chained pipelines: an outcome submits jobs to other pipelines, once, with its settlement. Begin
 * with {@link io.streamweir.internal.feature.chain.Chains} and {@code settle-chain.lua}.
 *
 * <p>{@code ChainRule} adds a {@code SubmitJob} to a decision for each job. It appends the job to
 * an outbox in the settlement's own hash slot. A {@code Forwarder} reads the outboxes of one
 * partition ({@code outbox.lua}) and submits what lies there as a numbered source of the target.
 * Then it removes what was taken. {@code Walk} is one way through one outbox, {@code Outlet} where
 * it leads, and {@code Target} what a worker knows of the pipeline there. If replicas must have the
 * jobs, {@code OutboxRead} waits for those of the outbox, and the walk for those of the target.
 */
@NullMarked
package io.streamweir.internal.feature.chain;

import org.jspecify.annotations.NullMarked;
