package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.BackpressureException;
import io.nodenet.ConnectionClosedException;
import io.nodenet.NodeStateException;
import io.nodenet.NodenetException;
import io.nodenet.Vectors;
import io.nodenet.fact.CloseReason;
import io.nodenet.fact.ConnectFailedException;
import io.nodenet.fact.ConnectStep;
import io.nodenet.fact.DropReason;
import io.nodenet.fact.NodeCounter;
import io.nodenet.fact.NodeEvent;
import io.nodenet.fact.PathKind;
import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.transport.memory.NatProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Direct messages: an edge first, then their pace, their order and their end. */
class DirectMessagesTest {
    private static final Set<PathKind> ALL = EnumSet.allOf(PathKind.class);
    private static final Set<PathKind> DIRECT = EnumSet.of(PathKind.DIRECT);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int COST = 256 + 44;
    /** What leaves before the pace begins. */
    private static final int BURST = 32;

    private final Overlay overlay = new Overlay(37);
    private final SimNode sender = quiet();
    private final SimNode receiver = quiet();

    private SimNode quiet() {
        SimNode node = overlay.quietNode();
        node.start();
        return node;
    }

    /** Adds a sender in which so many messages of 44 bytes may wait. */
    private SimNode smallSender(int messages) {
        Identity identity = overlay.newIdentity();
        SimNode node = overlay.node(
                identity,
                Overlay.config(identity, 0)
                        .upkeep(false)
                        .maxWaitingBytes(messages * COST)
                        .build());
        node.start();
        return node;
    }

    /** Joins the sender and the receiver by a third node, which is no edge between the two. */
    private void join() {
        SimNode between = quiet();
        overlay.edge(sender, between);
        overlay.edge(receiver, between);
    }

    private static byte[] text(int number) {
        return Frames.bytes("message " + number);
    }

    private static List<String> texts(int messages) {
        return IntStream.range(0, messages).mapToObj(i -> "message " + i).toList();
    }

    private static List<Long> send(SimNode from, NodeId to, int messages) {
        List<Long> operations = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            operations.add(from.sendDirect(to, new byte[44]));
        }
        return operations;
    }

    private static List<NodeId> roomAgain(SimNode node) {
        return node.events(NodeEvent.RoomAgain.class).stream()
                .map(NodeEvent.RoomAgain::peer)
                .toList();
    }

    @Test
    void H18_fiveThousandMessagesInARowAllArriveInTheirOrderAtAPeerThatReads() {
        overlay.edge(sender, receiver);
        for (int i = 0; i < 5_000; i++) {
            sender.sendDirect(receiver.id(), text(i));
        }

        for (int i = 0; i < 220; i++) { // its application is late by 50 ms at most
            receiver.deliveryRoom = receiver.deliveries.size() + 64;
            overlay.runFor(Duration.ofMillis(50));
        }

        assertThat(receiver.texts()).isEqualTo(texts(5_000));
        assertThat(receiver.drops(DropReason.PENDING_MESSAGES_FULL)).isZero();
        assertThat(receiver.drops(DropReason.RATE_LIMITED_FORWARD)).isZero();
        assertThat(sender.completed).hasSize(5_000);
        assertThat(sender.core().waitingBytes()).isZero();
    }

    @Test
    void paceIsThatOfThePeerHoweverOftenItsEdgeIsMadeAnew() {
        overlay.edge(sender, receiver);
        send(sender, receiver.id(), 200);
        assertThat(sender.count(NodeCounter.DIRECT_SENT)).isEqualTo(BURST);

        overlay.runFor(Duration.ofMillis(100));
        assertThat(sender.count(NodeCounter.DIRECT_SENT)).isEqualTo(BURST + 48);
        overlay.network().breakConnections(sender.id(), receiver.id());
        overlay.edge(sender, receiver);

        long since = sender.count(NodeCounter.DIRECT_SENT) - BURST - 48;
        assertThat(since).as("no second burst").isLessThan(BURST + 48 + 48);
    }

    @Test
    void onePeerDoesNotSlowTheOthersDown() {
        SimNode other = quiet();
        overlay.edge(sender, receiver);
        overlay.edge(sender, other);
        send(sender, receiver.id(), 200);

        long operation = sender.sendDirect(other.id(), text(0));

        assertThat(sender.completed).containsKey(operation);
    }

    @Test
    void withoutAnEdgeThePeerIsConnectedToFirstAndTheOrderKept() {
        join();
        for (int i = 0; i < 10; i++) {
            sender.sendDirect(receiver.id(), text(i));
        }
        assertThat(sender.completed).isEmpty();

        overlay.runFor(Duration.ofSeconds(1));

        assertThat(receiver.texts()).isEqualTo(texts(10));
        assertThat(sender.count(NodeCounter.HELLOS_SENT))
                .as("one attempt for all")
                .isOne();
        assertThat(sender.count(NodeCounter.MESSAGES_DELAYED)).isEqualTo(10);
        assertThat(sender.core().edges().get(receiver.id()).path()).isEqualTo(PathKind.DIRECT);
    }

    @Test
    void peerThatIsNotReachedInTimeEndsEachMessageAtItsOwnDeadlineWithWhatWasTried() {
        overlay.edge(sender, quiet());
        NodeId stranger = overlay.newId();
        long patient = sender.sendDirect(stranger, text(0), ALL, Duration.ofMillis(900));
        long hasty = sender.sendDirect(stranger, text(1), ALL, Duration.ofMillis(300));

        overlay.runFor(Duration.ofMillis(300));
        assertThat(sender.failed).containsOnlyKeys(hasty);
        overlay.runFor(Duration.ofMillis(600));

        assertThat(sender.failed).containsOnlyKeys(hasty, patient);
        ConnectFailedException failure = (ConnectFailedException) sender.failed.get(patient);
        assertThat(failure).hasMessageContaining("did not leave within 900 ms").hasMessageContaining("was not reached");
        assertThat(failure.steps()).extracting(ConnectStep::stage).contains(ConnectStep.Stage.RENDEZVOUS);
        assertThat(sender.drops(DropReason.DIRECT_MESSAGE_EXPIRED)).isEqualTo(2);
        overlay.runFor(TIMEOUT);
        assertThat(sender.count(NodeCounter.HELLOS_SENT))
                .as("nobody waits, nobody asks")
                .isOne();
        assertThat(sender.events(NodeEvent.ConnectEnded.class)).hasSize(1);
    }

    @Test
    void peerThatIsNowhereEndsAllThatWaitsWithTheCauseOfEachStep() {
        overlay.edge(sender, quiet());
        List<Long> operations = send(sender, overlay.newId(), 3);

        overlay.runFor(TIMEOUT.minusSeconds(1));

        assertThat(sender.failed).containsOnlyKeys(operations);
        assertThat(sender.failed.values()).allMatch(ConnectFailedException.class::isInstance);
        assertThat(sender.drops(DropReason.UNROUTABLE)).isEqualTo(3);
        assertThat(sender.core().waitingBytes()).isZero();
    }

    @Test
    void peerThatThePolicyRefusesIsNeitherAskedNorDialed() {
        Identity identity = overlay.newIdentity();
        SimNode strict = overlay.node(
                identity, Overlay.config(identity, 0).upkeep(false).gated(true).build());
        strict.start();
        overlay.edge(strict, quiet());
        strict.policy = (peer, outbound) -> !peer.equals(receiver.id());

        long operation = strict.sendDirect(receiver.id(), text(0));
        overlay.settle();

        assertThat(strict.failed.get(operation)).isInstanceOf(ConnectFailedException.class);
        assertThat(strict.count(NodeCounter.HELLOS_SENT)).isZero();
        assertThat(strict.dials).isEmpty();
    }

    @Test
    void messagesWaitForRoomInTheConnectionAndLeaveInTheirOrder() {
        Puppet peer = overlay.puppet();
        Wire end = overlay.edge(sender, peer, true);
        end.stall(true);
        long first = sender.sendDirect(peer.id(), text(0));
        long second = sender.sendDirect(peer.id(), text(1));
        assertThat(sender.completed).isEmpty();

        end.stall(false);
        overlay.settle();

        assertThat(sender.completed).containsKeys(first, second);
        assertThat(peer.heard("40")).containsExactly("0140096d6573736167652030", "0140096d6573736167652031");
        assertThat(sender.drops(DropReason.SEND_BUFFER_FULL)).isZero();
    }

    @Test
    void messageForWhichThereIsNoRoomInTimeSaysSoAndItsSenderIsToldOfRoom() {
        Puppet peer = overlay.puppet();
        Wire end = overlay.edge(sender, peer, true);
        end.stall(true);

        long operation = sender.sendDirect(peer.id(), text(0), ALL, Duration.ofMillis(400));
        overlay.runFor(Duration.ofMillis(399));
        assertThat(sender.failed).isEmpty();
        overlay.runFor(Duration.ofMillis(1));

        NodenetException failure = sender.failed.get(operation);
        assertThat(failure)
                .isInstanceOf(BackpressureException.class)
                .hasMessageContaining("did not leave within 400 ms")
                .hasMessageContaining("takes no more");
        assertThat(roomAgain(sender)).containsExactly(peer.id());
        assertThat(sender.drops(DropReason.DIRECT_MESSAGE_EXPIRED)).isOne();
        end.stall(false);
        overlay.settle();
        assertThat(peer.heard("40")).as("it does not leave later").isEmpty();
    }

    @Test
    void whatWaitsForOnePeerIsBoundedAndSoIsAllThatWaits() {
        SimNode small = smallSender(12);
        overlay.edge(small, quiet());
        NodeId one = overlay.newId();
        NodeId two = overlay.newId();
        NodeId three = overlay.newId();

        assertThat(send(small, one, 7).stream().filter(small.failed::containsKey))
                .hasSize(1);
        assertThat(send(small, two, 4).stream().filter(small.failed::containsKey))
                .hasSize(1);
        assertThat(send(small, three, 3).stream().filter(small.failed::containsKey))
                .hasSize(1);

        assertThat(small.core().waitingBytes()).isEqualTo(11 * COST);
        assertThat(small.failed.values()).allMatch(BackpressureException.class::isInstance);
        assertThat(small.drops(DropReason.DIRECT_MESSAGES_FULL)).isEqualTo(3);
        assertThat(send(small, overlay.newId(), 1))
                .as("there is always some room left")
                .noneMatch(small.failed::containsKey);
    }

    @Test
    void whoeverWasRefusedIsToldOnceWhenThereIsRoom() {
        SimNode small = smallSender(200);
        Wire edge = overlay.edge(small, receiver);
        send(small, receiver.id(), BURST);
        int accepted = 0;
        while (small.failed.isEmpty()) {
            small.sendDirect(receiver.id(), new byte[44]);
            accepted++;
        }
        send(small, receiver.id(), 20);
        assertThat(accepted - 1).as("half of the room").isEqualTo(100);
        assertThat(roomAgain(small)).isEmpty();

        overlay.runFor(Duration.ofMillis(50));
        assertThat(roomAgain(small)).as("a message or two is no room").isEmpty();
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(roomAgain(small)).containsExactly(receiver.id());
        assertThat(small.completed).hasSize(BURST + 100);
        assertThat(edge.closedFor()).isNull();
    }

    @Test
    void whoeverGetsNoRoomBecauseOfOthersIsToldWhenTheyAreGone() {
        SimNode small = smallSender(4);
        overlay.edge(small, quiet());
        for (int i = 0; i < 4; i++) {
            small.sendDirect(overlay.newId(), new byte[44], ALL, Duration.ofMillis(500));
        }
        NodeId late = overlay.newId();
        long operation = small.sendDirect(late, new byte[44]);
        assertThat(small.failed).containsOnlyKeys(operation);

        overlay.runFor(Duration.ofMillis(500));

        assertThat(roomAgain(small)).containsExactly(late);
    }

    @Test
    void refusalBeforeTheCoreIsAnsweredWithRoomAtOnceIfThereIsSome() {
        sender.input(core -> core.onDirectRefused(receiver.id()));

        assertThat(roomAgain(sender)).containsExactly(receiver.id());
    }

    @Test
    void peersThatWaitForRoomAreBoundedAndTheOldestIsToldEarly() {
        SimNode small = smallSender(1);
        overlay.edge(small, quiet());
        small.sendDirect(overlay.newId(), new byte[44]);
        NodeId oldest = overlay.newId();
        small.sendDirect(oldest, new byte[44]);
        for (int i = 0; i < 1023; i++) {
            small.sendDirect(overlay.newId(), new byte[44]);
        }
        assertThat(roomAgain(small)).isEmpty();

        small.sendDirect(overlay.newId(), new byte[44]);

        assertThat(roomAgain(small)).containsExactly(oldest);
    }

    @Test
    void lostEdgeIsMadeOnceMoreForWhatWaitsAndNothingIsSentTwice() {
        join();
        overlay.edge(sender, receiver);
        for (int i = 0; i < 200; i++) {
            sender.sendDirect(receiver.id(), text(i));
        }
        overlay.runFor(Duration.ofMillis(100));
        int before = receiver.deliveries.size();
        assertThat(before).isBetween(BURST, 199);

        overlay.network().breakConnections(sender.id(), receiver.id());
        overlay.runFor(Duration.ofSeconds(2));

        assertThat(sender.events(NodeEvent.Reconnecting.class))
                .singleElement()
                .satisfies(event -> assertThat(event.messages()).isPositive());
        assertThat(sender.completed).hasSize(200);
        assertThat(receiver.texts())
                .doesNotHaveDuplicates()
                .isSubsetOf(texts(200))
                .endsWith("message 199");
        assertThat(receiver.texts().subList(before, receiver.deliveries.size()))
                .as("what waited, complete and in order")
                .isEqualTo(texts(200).subList(200 - (receiver.deliveries.size() - before), 200));
    }

    /** Has a puppet make an edge that takes nothing. */
    private Wire fullEdge(Puppet peer) {
        Wire end = overlay.dialIn(peer, sender);
        end.stall(true);
        end.arrive(Vectors.unhex(Overlay.UNKNOWN_FRAME));
        return end;
    }

    @Test
    void messageThatHasSeenTwoEdgesGoEndsSoThatAPeerThatClosesCannotHaveItDialForever() {
        join();
        Puppet peer = overlay.puppet();
        Wire first = fullEdge(peer);
        long twice = sender.sendDirect(peer.id(), text(0), ALL, Duration.ofHours(1));
        first.close(CloseReason.SHUTDOWN);
        overlay.settle();
        Wire second = fullEdge(peer);
        long once = sender.sendDirect(peer.id(), text(1), ALL, Duration.ofHours(1));
        assertThat(sender.failed).isEmpty();

        second.close(CloseReason.SHUTDOWN);
        overlay.settle();

        assertThat(sender.failed).containsOnlyKeys(twice);
        assertThat(sender.failed.get(twice))
                .isInstanceOf(ConnectionClosedException.class)
                .hasMessageContaining("the one before was lost, too");
        assertThat(sender.drops(DropReason.CLOSED_CONNECTION)).isOne();
        assertThat(sender.events(NodeEvent.Reconnecting.class))
                .extracting(NodeEvent.Reconnecting::messages)
                .containsExactly(1, 1);
        assertThat(sender.completed).doesNotContainKey(once);
    }

    @Test
    void edgeThatTheApplicationDropsIsNotMadeAgainForWhatWaits() {
        join();
        overlay.edge(sender, receiver);
        send(sender, receiver.id(), 200);

        sender.drop(receiver.id());

        assertThat(sender.failed).hasSize(200 - BURST);
        assertThat(sender.failed.values()).allMatch(ConnectionClosedException.class::isInstance);
        assertThat(sender.events(NodeEvent.Reconnecting.class)).isEmpty();
        assertThat(sender.count(NodeCounter.HELLOS_SENT)).isZero();
    }

    @Test
    void edgeThatTurnsOutToBeDownIsReplacedForTheMessageThatFindsOut() {
        join();
        Wire edge = overlay.edge(sender, receiver);
        edge.breakSilently();

        sender.sendDirect(receiver.id(), text(0));
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(receiver.texts()).containsExactly("message 0");
    }

    @Test
    void messagesEndWhenTheNodeLeaves() {
        overlay.edge(sender, receiver);
        List<Long> operations = send(sender, receiver.id(), 40);
        long connecting = sender.sendDirect(overlay.newId(), text(0));

        sender.leave();

        assertThat(sender.failed).hasSize(9).containsKeys(connecting, operations.get(39));
        assertThat(sender.failed.values()).allMatch(NodeStateException.class::isInstance);
        assertThat(sender.core().waitingBytes()).isZero();
        long late = sender.sendDirect(receiver.id(), text(1));
        assertThat(sender.failed.get(late)).isInstanceOf(NodeStateException.class);
        overlay.runFor(TIMEOUT);
        assertThat(sender.dials).isEmpty();
    }

    @Test
    void messageThatAllowsMorePathsGoesOnWhereOneThatAllowsFewerFails() {
        NatHosts nats = new NatHosts(overlay);
        nats.makeAnchors(0);
        SimNode caller = nats.behind(NatProfile.PORT_RESTRICTED);
        SimNode callee = nats.behind(NatProfile.PORT_RESTRICTED);
        callee.opensOnlyOnRequest = true;
        overlay.runFor(Duration.ofSeconds(10));

        long strict = caller.sendDirect(callee.id(), text(0), DIRECT, TIMEOUT);
        long open = caller.sendDirect(callee.id(), text(1), ALL, TIMEOUT);
        overlay.runFor(TIMEOUT);

        assertThat(caller.failed).containsOnlyKeys(strict);
        assertThat(caller.completed).containsOnlyKeys(open);
        assertThat(callee.texts()).containsExactly("message 1");
    }

    @Test
    void messageWaitsForAChanceToConnectWhileTooManyOthersDo() {
        join();
        for (int i = 0; i < 64; i++) {
            sender.connect(overlay.newId(), ALL, Duration.ofMillis(600));
        }

        sender.sendDirect(receiver.id(), text(0));
        overlay.runFor(Duration.ofMillis(500));
        assertThat(sender.failed).isEmpty();
        overlay.runFor(Duration.ofSeconds(1));

        assertThat(receiver.texts()).containsExactly("message 0");
    }

    @Test
    void messageThatGetsNoChanceToConnectSaysSo() {
        join();
        for (int i = 0; i < 64; i++) {
            sender.connect(overlay.newId(), ALL, TIMEOUT);
        }

        long operation = sender.sendDirect(receiver.id(), text(0), ALL, Duration.ofMillis(600));
        overlay.runFor(Duration.ofMillis(600));

        assertThat(sender.failed.get(operation))
                .isInstanceOf(BackpressureException.class)
                .hasMessageContaining("too many peers are being connected to");
        assertThat(roomAgain(sender)).containsExactly(receiver.id());
    }
}
