/**
 * {@code token}: makes tokens of the HTTP API.
 *
 * <p>Start at {@link io.streamweir.cli.token.TokenCommand}.
 */
@NullMarked
package io.streamweir.cli.token;

import org.jspecify.annotations.NullMarked;
