/**
 * The console: pages for operators, which are static files and ask the API for all that they show.
 * Begin with {@link io.streamweir.http.console.ConsoleRoutes}.
 */
@NullMarked
package io.streamweir.http.console;

import org.jspecify.annotations.NullMarked;
