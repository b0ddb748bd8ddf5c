package io.streamweir.inspect;

/**
 * How far a tap has come, over all partitions.
 *
 * @param tap the tap's name
 * @param stage whose inbox it looks at
 * @param unseen entries of the inbox that it has not acknowledged, whether workers have settled
 *     them or not
 */
public record TapStatus(String tap, String stage, long unseen) {}
