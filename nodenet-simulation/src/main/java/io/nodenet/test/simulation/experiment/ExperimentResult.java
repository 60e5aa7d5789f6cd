package io.nodenet.test.simulation.experiment;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What an {@link OverlayExperiment} has measured. Everything but {@link #peakHeapBytes} and {@link #wallMillis} follows from the settings, on
 * every machine. Percentiles are values that occurred (nearest rank).
 *
 * @param nodes how many nodes have joined
 * @param seed what everything random was drawn from
 * @param sent how many messages were handed to the nodes, those that found no way at all included
 * @param delivered the share of them that arrived, from 0 to 1
 * @param deliveredOnRetry the share that had arrived after those that did not were sent again; with churn the same as {@code delivered}
 * @param deliveredOnSecondRetry the share that had arrived after that was done once more
 * @param hopsMedian over how many edges a message came, the median of those that arrived; empty if none did
 * @param hopsP99 the 99th percentile of the same
 * @param edgesPerNode how many edges a node has before the first message is sent, the mean of all nodes
 * @param framesPerNodeMinute how many frames a node sends in a minute between the last join and the first message, the mean of all nodes
 * @param bytesPerNodeMinute the bytes of those frames, without what QUIC adds
 * @param firstEdgeMillisP99 milliseconds from the start of a node to its first edge, the 99th percentile of all nodes but the anchor;
 *     empty if more than one in a hundred has never had one
 * @param thirdEdgeMillisP99 the same for its third edge
 * @param addressesRight the share of the addresses in the tables of honest nodes, before the first message or at the end of the churn, that lead to
 *     the node that they are known for, from 0 to 1
 * @param ended how many nodes have ended and were replaced
 * @param scarceMillis the longest time, to the second, that an honest node had fewer than three edges although it knew three living nodes that it
 *     could dial; 0 without churn
 * @param peakHeapBytes the largest heap that was seen once per simulated second, garbage included; depends on the machine and the JVM
 * @param wallMillis how long the run took; depends on the machine
 * @param digest 16 hexadecimal digits that any difference between two runs changes: who received which frame from whom and when
 */
public record ExperimentResult(
        int nodes,
        long seed,
        int sent,
        double delivered,
        double deliveredOnRetry,
        double deliveredOnSecondRetry,
        OptionalInt hopsMedian,
        OptionalInt hopsP99,
        double edgesPerNode,
        double framesPerNodeMinute,
        double bytesPerNodeMinute,
        OptionalLong firstEdgeMillisP99,
        OptionalLong thirdEdgeMillisP99,
        double addressesRight,
        int ended,
        long scarceMillis,
        long peakHeapBytes,
        long wallMillis,
        String digest) {}
