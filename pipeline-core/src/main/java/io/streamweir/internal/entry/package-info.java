/**
 * What lies in Redis: keys, entries, headers and results, and how entries are appended and read.
 * Begin with {@link io.streamweir.internal.entry.Keys} and {@link
 * io.streamweir.internal.entry.Entry}; {@code internal.settle} says how an entry leaves its inbox.
 *
 * <p>{@code append.lua} looks at the room in the inbox first, then at the dedupe key or the
 * position of a numbered source. Then it adds the entry and remembers the key or the position.
 *
 * <p>{@code EntryReader} has a connection of its own and asks with {@code XREADGROUP ... BLOCK
 * 500}. {@code EntriesOutput} decodes the reply straight from the receive buffer, and {@code
 * EntryBatch} makes entries of it. Redis counts entries and not bytes, so a reply may be larger
 * than memory. Of the entries behind the first 8 MiB ({@code ReadBound}) only the ids are kept, and
 * the lane hands those entries back.
 *
 * <p>{@code SharedReader} asks for the inboxes of many lanes over one connection, and {@code
 * SharedBatch} sorts what comes. {@code ReadConnection} is the connection of either reader.
 *
 * <p>Every script's keys carry one hash tag. {@code sw:{PIPELINE}:meta} and {@code sw:schemas} live
 * in slots of their own and are only used alone.
 */
@NullMarked
package io.streamweir.internal.entry;

import org.jspecify.annotations.NullMarked;
