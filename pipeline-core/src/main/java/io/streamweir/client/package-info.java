/**
 * How work gets in and results out. Start at {@link io.streamweir.client.JobClient}; {@code
 * io.streamweir.worker} is next and says how the work is done.
 *
 * <h2>Submitting</h2>
 *
 * <p>A submit is refused if its payload is above {@code maxPayloadBytes}. What a client must know
 * of a pipeline is its {@code PipelineFacts}. They come from the definition. A program without the
 * definition reads them from {@code meta} as {@code PublishedFacts}.
 *
 * <p>{@code Appender} sends the first job at once. Jobs that come while an answer is outstanding
 * leave together: up to 512 in a call, and up to 16 calls or 4 MiB in flight. {@code
 * JobClient.submitAll} goes through {@code BulkSubmit}, whose chunks do not wait for company.
 *
 * <p>If Redis certainly did not take a batch, the appender sends it again. If the answer was lost,
 * each caller gets a {@code SubmitUncertainException}. {@code append.lua} answers with a list of
 * refusals. {@code JobClient} turns these into an {@code InboxFullException} or into the receipt of
 * a duplicate.
 *
 * <p>A submit that wants replicas has an appender of its own and goes over a {@code
 * ReplicatedWire}. Many jobs go in one call of {@code append.lua}, and one {@code WAIT} follows on
 * the same connection. Nothing else uses that connection, and it is never reconnected.
 *
 * <p>{@code NumberedSource} sends many jobs in order. Each batch of a partition carries the number
 * of its first job, so the source may send again what had no answer.
 *
 * <h2>Results</h2>
 *
 * <p>{@code ResultWaiters} ends the waits of {@code JobClient.awaitResult} and completes the
 * futures of {@code JobClient.result}. It goes by the published message or by the stored result. It
 * reads the stored one when a caller begins to wait, when a subscription takes effect, and every 2
 * s. A future that has no result fails after the time for which results are kept. {@code
 * ResultSubscription} hands over every message.
 *
 * <p>User code never runs on Lettuce's I/O threads. Futures are completed on {@code
 * ClientConfig.callbackExecutor}, by default {@code CallbackThreads}. A blocking call waits on the
 * caller's own thread.
 */
@NullMarked
package io.streamweir.client;

import org.jspecify.annotations.NullMarked;
