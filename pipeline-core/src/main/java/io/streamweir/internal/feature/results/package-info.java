/**
 * What callers that wait for results hear and look up, and the log of results: how readers come
 * through it, each at a pace of its own, and how it is trimmed. Every script that ends jobs appends
 * to it by {@code ends.lua}. Begin with {@link io.streamweir.internal.feature.results.EndLog}.
 */
@NullMarked
package io.streamweir.internal.feature.results;

import org.jspecify.annotations.NullMarked;
