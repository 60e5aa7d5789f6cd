package io.nodenet.node.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.fact.DropReason;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.core.port.CheckJob;
import io.nodenet.node.core.port.Counts;
import io.nodenet.node.core.port.CryptoOutput;
import io.nodenet.node.core.port.SigningJob;
import io.nodenet.node.core.port.VerificationJob;
import io.nodenet.routed.SignedMessage;
import io.nodenet.wire.FrameType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SignaturesTest {
    private static final int IN_FLIGHT = 16;
    private static final int SHARE = 32;
    private static final int WAITING = 512;

    private final SplittableRandom random = new SplittableRandom(9);
    private final Identity identity = Identity.generate();
    private final Counts counts = new Counts();
    private final List<SigningJob> jobs = new ArrayList<>();
    private final List<NodeId> signed = new ArrayList<>();
    private final Signatures signatures = new Signatures(new Held(), counts);

    /** Keeps what it is given. */
    private final class Held implements CryptoOutput {
        @Override
        public boolean verify(VerificationJob job) {
            return false;
        }

        @Override
        public boolean sign(SigningJob job) {
            return jobs.add(job);
        }

        @Override
        public boolean check(CheckJob job) {
            throw new AssertionError("Nothing is checked here");
        }
    }

    private NodeId newId() {
        byte[] id = new byte[NodeId.LENGTH];
        random.nextBytes(id);
        return NodeId.of(id);
    }

    private void ask(NodeId owner) {
        signatures.sign(owner, FrameType.NEIGHBORS, owner, new byte[8], (SignedMessage message) -> signed.add(owner));
    }

    private void finishNext() {
        SigningJob job = jobs.remove(0);
        job.finish(job.sign(identity, 1));
    }

    @Test
    void oneNeighbourHas32AnswersWaitingAndSixteenAreInFlight() {
        NodeId eager = newId();
        for (int i = 0; i <= SHARE; i++) {
            ask(eager);
        }

        assertThat(jobs).hasSize(IN_FLIGHT);
        assertThat(counts.drops().get(DropReason.SIGNING_OVERLOAD)).isEqualTo(1);
    }

    @Test
    void all512AreServedAndTheNextIsDropped() {
        for (int i = 0; i <= WAITING; i++) {
            ask(newId());
        }
        assertThat(counts.drops().get(DropReason.SIGNING_OVERLOAD)).isEqualTo(1);

        while (!jobs.isEmpty()) {
            finishNext();
        }

        assertThat(signed).hasSize(WAITING);
        ask(newId());
        assertThat(jobs).hasSize(1);
    }

    @Test
    void neighbourWithOneQuestionWaitsForOneAnswerOfAnEagerOne() {
        NodeId eager = newId();
        NodeId modest = newId();
        for (int i = 0; i < SHARE; i++) {
            ask(eager);
        }
        ask(modest);

        for (int i = 0; i < IN_FLIGHT + 2; i++) {
            finishNext();
        }

        assertThat(signed).contains(modest);
    }
}
