package io.streamweir.worker;

/** The parts of a lane that are others at a keyed stage. */
record KeyedParts(OwnedIntake intake, Crew crew) {}
