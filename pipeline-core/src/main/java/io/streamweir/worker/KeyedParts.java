package io.streamweir.worker;

import org.jspecify.annotations.Nullable;

/**
 * The parts of a lane that are others at a keyed stage.
 *
 * @param intake null at every other stage
 */
record KeyedParts(@Nullable OwnedIntake intake, Crew crew) {}
