package io.streamweir.inspect;

/**
 * One partition of a keyed stage.
 *
 * @param stage the stage's name
 * @param partition from 0
 * @param owner the worker that works on it; empty where none does
 * @param blockedKeys keys whose entries wait for the first of them to be tried again
 * @param parked entries that wait since their keys are blocked, those first ones included
 */
public record KeyedStatus(
    String stage, int partition, String owner, long blockedKeys, long parked) {}
