package io.nodenet.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nodenet.BackpressureException;
import io.nodenet.NodenetException;
import io.nodenet.PayloadTooLargeException;
import io.nodenet.UnroutableException;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.Limit;
import io.nodenet.fact.NodeCounter;
import io.nodenet.kad.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessagingTest {
    private static final int FILLER_BYTES = 60_000;

    private final MemoryNode receiver = new MemoryNode();
    private final MemoryNode sender = new MemoryNode();

    @BeforeEach
    void connect() throws Exception {
        receiver.started();
        sender.receiving().started();
        sender.node.addAnchor(AnchorEntry.parse(receiver.asAnchor()));
        sender.awaitEdge(receiver);
        receiver.awaitEdge(sender);
    }

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
    }

    /** Waits until the loop of a node has done what was submitted before. */
    private static NodeSnapshot settled(MemoryNode node) {
        return node.node.snapshot();
    }

    @Test
    void A12_largestMessageIsAcceptedAndArrivesAndOneByteMoreIsRefused() throws Exception {
        receiver.receiving();
        byte[] largest = new byte[Node.MAX_MESSAGE_BYTES];
        largest[65_325] = 7;

        assertThat(Node.MAX_MESSAGE_BYTES).isEqualTo(65_326);
        assertThat(sender.node.send(receiver.id(), largest)).isEqualTo(SendResult.ACCEPTED);
        assertThat(receiver.next().payload()).isEqualTo(largest);
        assertThatExceptionOfType(PayloadTooLargeException.class)
                .isThrownBy(() -> sender.node.send(receiver.id(), new byte[65_327]))
                .withMessageContaining("65327")
                .withMessageContaining("65326");
    }

    @Test
    void largestDirectMessageIsAcceptedAndArrivesAndOneByteMoreIsRefused() throws Exception {
        receiver.receiving();
        assertThatCode(() ->
                        sender.node.sendDirect(receiver.id(), new byte[65_531]).get(MemoryNode.WAIT_SECONDS, SECONDS))
                .doesNotThrowAnyException();
        assertThat(receiver.next().payload()).hasSize(65_531);
        assertThatExceptionOfType(PayloadTooLargeException.class)
                .isThrownBy(() -> sender.node.sendDirect(receiver.id(), new byte[65_532]));
    }

    @Test
    void A21_messageToSelfIsDeliveredLocallyWithoutAFrame() throws Exception {
        settled(sender);
        NodeCounters before = sender.node.counters();
        byte[] payload = "to myself".getBytes(UTF_8);

        assertThat(sender.node.send(sender.id(), payload)).isEqualTo(SendResult.ACCEPTED);
        assertThatCode(() -> sender.node.sendDirect(sender.id(), payload).get(MemoryNode.WAIT_SECONDS, SECONDS))
                .doesNotThrowAnyException();
        payload[0] = 0;

        for (int i = 0; i < 2; i++) {
            InboundMessage message = sender.next();
            assertThat(message.text()).as("a private copy").isEqualTo("to myself");
            assertThat(message.path()).isEqualTo(MessagePath.LOCAL);
            assertThat(message.originator()).isEqualTo(sender.id());
        }
        settled(sender);
        for (NodeCounter sent : List.of(NodeCounter.COPIES_SENT, NodeCounter.DIRECT_SENT)) {
            assertThat(sender.node.counters().get(sent)).as(sent.name()).isEqualTo(before.get(sent));
        }
    }

    @Test
    void launchTellsHowManyCopiesLeftOrWhyNone() throws Exception {
        receiver.receiving();
        assertThat(sender.node
                        .sendReportingCopies(receiver.id(), new byte[] {1})
                        .get(MemoryNode.WAIT_SECONDS, SECONDS))
                .isEqualTo(1);
        assertThat(receiver.next().payload()).containsExactly(1);
        assertThat(sender.node.sendReportingCopies(sender.id(), new byte[] {2}).get(MemoryNode.WAIT_SECONDS, SECONDS))
                .isEqualTo(1);
        assertThat(sender.next().path()).isEqualTo(MessagePath.LOCAL);
        assertThatExceptionOfType(PayloadTooLargeException.class)
                .isThrownBy(() -> sender.node.sendReportingCopies(receiver.id(), new byte[Node.MAX_MESSAGE_BYTES + 1]));

        congest();
        assertLaunchFails(sender.node, BackpressureException.class);
        sender.cutTo(receiver, false);
        try (MemoryNode alone = new MemoryNode().started()) {
            assertLaunchFails(alone.node, UnroutableException.class);
        }
    }

    /** Has frames to the receiver wait, and sends until the connection takes no more. */
    private void congest() throws Exception {
        sender.cutTo(receiver, true);
        boolean full = false;
        while (!full) {
            full = sender.node
                    .sendReportingCopies(receiver.id(), new byte[FILLER_BYTES])
                    .handle((copies, failure) -> failure != null)
                    .get(MemoryNode.WAIT_SECONDS, SECONDS);
        }
    }

    private void assertLaunchFails(Node node, Class<? extends NodenetException> cause) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() ->
                        node.sendReportingCopies(receiver.id(), new byte[1]).get(MemoryNode.WAIT_SECONDS, SECONDS))
                .withCauseInstanceOf(cause);
    }

    @Test
    void payloadIsCopiedBeforeTheCallReturns() throws Exception {
        receiver.receiving();
        byte[] payload = "original".getBytes(UTF_8);
        CountDownLatch release = sender.block();
        sender.node.send(receiver.id(), payload);
        CompletableFuture<Void> direct = sender.node.sendDirect(receiver.id(), payload);
        payload[0] = 'X';
        release.countDown();

        direct.get(MemoryNode.WAIT_SECONDS, SECONDS);
        assertThat(List.of(receiver.next().text(), receiver.next().text())).containsExactly("original", "original");
    }

    @Test
    void A07_withoutAnEdgeTheAnswerIsUnroutable() {
        try (MemoryNode alone = new MemoryNode().started()) {
            assertThat(alone.node.send(receiver.id(), new byte[1])).isEqualTo(SendResult.UNROUTABLE);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() ->
                            alone.node.sendDirect(receiver.id(), new byte[1]).get(MemoryNode.WAIT_SECONDS, SECONDS))
                    .withCauseInstanceOf(ConnectFailedException.class);
        }
    }

    @Test
    void A20_congestedNodeAnswersFullUntilThereIsRoomAgain() throws Exception {
        receiver.receiving();
        congest();
        assertThat(sender.node.send(receiver.id(), new byte[1])).isEqualTo(SendResult.FULL);

        sender.cutTo(receiver, false);
        settled(sender);
        assertThat(sender.node.send(receiver.id(), "room again".getBytes(UTF_8)))
                .isEqualTo(SendResult.ACCEPTED);
        InboundMessage message = receiver.next();
        while (message.payload().length == FILLER_BYTES) {
            message = receiver.next();
        }
        assertThat(message.text()).isEqualTo("room again");
    }

    @Test
    void messagesThatFindNoRoomWaitForItAndArriveInTheirOrder() throws Exception {
        receiver.receiving();
        congest();
        List<CompletableFuture<?>> sends = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sends.add(sender.node.sendReportingCopies(receiver.id(), ("routed " + i).getBytes(UTF_8)));
            sends.add(sender.node.sendDirect(receiver.id(), ("direct " + i).getBytes(UTF_8)));
        }
        assertThat(settled(sender).counters().get(NodeCounter.MESSAGES_DELAYED))
                .as("with the one that found out")
                .isEqualTo(41);
        assertThat(sender.node.send(receiver.id(), new byte[1]))
                .as("who asks for an answer at once gets it")
                .isEqualTo(SendResult.FULL);

        sender.cutTo(receiver, false);

        for (CompletableFuture<?> send : sends) {
            assertThatCode(() -> send.get(MemoryNode.WAIT_SECONDS, SECONDS)).doesNotThrowAnyException();
        }
        List<String> texts = new ArrayList<>();
        while (texts.size() < 40) {
            InboundMessage message = receiver.next();
            if (message.payload().length != FILLER_BYTES) {
                texts.add(message.text());
            }
        }
        for (String kind : List.of("routed", "direct")) {
            assertThat(texts.stream().filter(text -> text.startsWith(kind)))
                    .as(kind)
                    .hasSize(20)
                    .isSortedAccordingTo(Comparator.comparing(text -> Integer.parseInt(text.substring(7))));
        }
        assertThat(settled(sender).limits().get(Limit.SUBMISSION_BYTES).used()).isZero();
    }

    @Test
    void messageThatWasAcceptedAndFindsNoRoomIsNotLost() throws Exception {
        receiver.receiving();
        CountDownLatch release = sender.block();
        List<SendResult> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) { // more than the connection takes at once
            results.add(sender.node.send(receiver.id(), new byte[FILLER_BYTES]));
        }
        release.countDown();

        assertThat(results).containsOnly(SendResult.ACCEPTED);
        for (int i = 0; i < 20; i++) {
            receiver.next();
        }
    }

    @Test
    void A20_submissionsAreBoundedByBytesWhileTheLoopIsBusy() {
        try (MemoryNode small =
                new MemoryNode(builder -> builder.submissionBudget(1 << 17).anchor(receiver.asAnchor())).started()) {
            assertThatCode(() -> small.awaitEdge(receiver)).doesNotThrowAnyException();
            CountDownLatch release = small.block();

            assertThat(small.node.send(receiver.id(), new byte[60_000])).isEqualTo(SendResult.ACCEPTED);
            assertThat(small.node.send(receiver.id(), new byte[60_000])).isEqualTo(SendResult.ACCEPTED);
            assertThat(small.node.send(receiver.id(), new byte[60_000])).isEqualTo(SendResult.FULL);
            assertThat(small.node.sendDirect(receiver.id(), new byte[60_000]))
                    .failsWithin(Duration.ofSeconds(1))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(BackpressureException.class);
            release.countDown();

            assertThat(settled(small).limits().get(Limit.SUBMISSION_BYTES).used())
                    .isZero();
        }
    }

    @Test
    void ofAHundredOperationsTowardASilentPeerOnlySixteenPingsLast() throws Exception {
        sender.cutTo(receiver, true);
        List<CompletableFuture<?>> pings = new ArrayList<>();
        List<CompletableFuture<?>> sends = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pings.add(sender.node.ping(receiver.id()));
            sends.add(sender.node.sendReportingCopies(receiver.id(), new byte[1]));
        }
        settled(sender);

        assertThat(sends).as("end in the turn that takes them up").allMatch(CompletableFuture::isDone);
        assertThat(pings).filteredOn(ping -> !ping.isDone()).hasSize(16);
        assertThat(pings)
                .filteredOn(CompletableFuture::isDone)
                .allSatisfy(ping -> assertThat(ping)
                        .failsWithin(Duration.ZERO)
                        .withThrowableOfType(ExecutionException.class)
                        .withCauseInstanceOf(BackpressureException.class));
    }

    @Test
    void A09_deliveriesAreBoundedAndTheExcessIsCounted() throws Exception {
        try (MemoryNode slow =
                new MemoryNode(builder -> builder.maxPendingMessages(2).anchor(sender.asAnchor())).started()) {
            slow.awaitEdge(sender);
            assertThat(sender.edgesUp.poll(MemoryNode.WAIT_SECONDS, SECONDS)).isEqualTo(slow.id());
            for (int i = 0; i < 5; i++) {
                sender.node
                        .sendDirect(slow.id(), ("message " + i).getBytes(UTF_8))
                        .get(MemoryNode.WAIT_SECONDS, SECONDS);
            }
            NodeSnapshot snapshot = settled(slow);

            assertThat(snapshot.counters().get(DropReason.PENDING_MESSAGES_FULL))
                    .isEqualTo(3);
            assertThat(snapshot.limits()).containsEntry(Limit.PENDING_MESSAGES, new NodeSnapshot.Usage(2, 2));
            slow.receiving();
            assertThat(List.of(slow.next().text(), slow.next().text())).containsExactly("message 0", "message 1");
        }
    }

    @Test
    void messagesOfOneOriginatorArriveInOrder() throws Exception {
        receiver.receiving();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            sent.add("message " + i);
            assertThat(sender.node.send(receiver.id(), sent.get(i).getBytes(UTF_8)))
                    .isEqualTo(SendResult.ACCEPTED);
        }

        List<String> received = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            received.add(receiver.next().text());
        }
        assertThat(received).isEqualTo(sent);
    }

    @Test
    void identicalPayloadsWithinOneTickOfTheClockAllArrive() throws Exception {
        receiver.receiving();
        MemoryNode.inOneEvent(() -> {
            for (int i = 0; i < 10; i++) {
                sender.node.send(receiver.id(), "same".getBytes(UTF_8));
            }
        });

        for (int i = 0; i < 10; i++) {
            assertThat(receiver.next().text()).isEqualTo("same");
        }
        assertThat(settled(receiver).counters().get(DropReason.DUPLICATE)).isZero();
    }

    @Test
    void receiverThatThrowsGetsTheNextMessagesAllTheSame() throws Exception {
        receiver.node.onMessage(message -> {
            receiver.received.add(message);
            if (message.text().equals("1")) {
                throw new IllegalStateException("thrown on purpose by MessagingTest");
            }
            if (message.text().equals("2")) {
                throw new AssertionError("thrown on purpose by MessagingTest");
            }
        });
        for (int i = 0; i < 5; i++) {
            sender.node.send(receiver.id(), Integer.toString(i).getBytes(UTF_8));
        }

        for (int i = 0; i < 5; i++) {
            assertThat(receiver.next().text()).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void strangerIsReachedThroughTheNetworkAndNotDirectly() {
        NodeId stranger = NodeId.parse("7".repeat(64));

        assertThat(sender.node.send(stranger, new byte[1])).isEqualTo(SendResult.ACCEPTED);
        assertThat(sender.node.ping(stranger))
                .failsWithin(Duration.ofSeconds(MemoryNode.WAIT_SECONDS))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(UnroutableException.class);
    }
}
