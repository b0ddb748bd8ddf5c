/**
 * Tokens of callers: a file of their hashes, what each may do, and how much of it. Begin with
 * {@link io.streamweir.http.token.TokenFile}.
 */
@NullMarked
package io.streamweir.http.token;

import org.jspecify.annotations.NullMarked;
