package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.kad.NodeId;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleSessionTest {
    private static final String PEER = "ab".repeat(32);

    private final FakeNode node = new FakeNode(NodeId.ZERO);
    private final ConsoleGate gate = new ConsoleGate();

    private List<String> answers(String... lines) {
        return answers(new StringReader(String.join("\n", lines)));
    }

    private List<String> answers(Reader in) {
        StringWriter out = new StringWriter();
        EventWriter events = new EventWriter(new PrintWriter(out));
        events.open(EventWriter.event("ready"));
        new ConsoleSession(node, new ConsoleCalls(node, false, new ConsoleEvents(events)), gate, in, events).run();
        return out.toString().lines().skip(1).toList();
    }

    @Test
    void eachCommandIsAnswered() {
        assertThat(answers(
                        "{\"cmd\":\"send\",\"peer\":\"" + PEER + "\",\"hex\":\"00ff\",\"tag\":\"t\"}",
                        "{\"cmd\":\"direct\",\"peer\":\"" + PEER + "\",\"hex\":\"\",\"timeout\":500}",
                        "{\"cmd\":\"sealed\",\"peer\":\"" + PEER + "\",\"hex\":\"01\"}",
                        "{\"cmd\":\"ping\",\"peer\":\"" + PEER + "\",\"tag\":{\"any\":[1]}}",
                        "{\"cmd\":\"rendezvous\",\"peer\":\"" + PEER + "\"}",
                        "{\"cmd\":\"drop\",\"peer\":\"" + PEER + "\"}",
                        "{\"cmd\":\"network-changed\"}",
                        "{\"cmd\":\"keep\",\"peer\":\"" + PEER + "\"}",
                        "{\"cmd\":\"stop-keeping\",\"peer\":\"" + PEER + "\"}",
                        "{\"cmd\":\"allow\",\"peer\":\"" + PEER + "\"}",
                        "{\"cmd\":\"bootstrap\",\"entries\":[\"" + PEER + "@127.0.0.1:1\"]}",
                        "{\"cmd\":\"stop\",\"unknown\":1}"))
                .containsExactly(
                        "{\"event\":\"done\",\"cmd\":\"send\",\"tag\":\"t\",\"result\":3}",
                        "{\"event\":\"done\",\"cmd\":\"direct\",\"result\":\"sent\"}",
                        "{\"event\":\"done\",\"cmd\":\"sealed\",\"result\":\"sent\"}",
                        "{\"event\":\"done\",\"cmd\":\"ping\",\"tag\":{\"any\":[1]},\"result\":1234}",
                        "{\"event\":\"done\",\"cmd\":\"rendezvous\",\"result\":{\"id\":\"" + PEER
                                + "\",\"key\":\"01\",\"exchangeKey\":\"02\",\"endpoints\":[\"192.0.2.7:4242\"]}}",
                        "{\"event\":\"done\",\"cmd\":\"drop\",\"result\":\"dropped\"}",
                        "{\"event\":\"done\",\"cmd\":\"network-changed\",\"result\":\"noted\"}",
                        "{\"event\":\"done\",\"cmd\":\"keep\",\"result\":\"kept\"}",
                        "{\"event\":\"done\",\"cmd\":\"stop-keeping\",\"result\":\"not kept\"}",
                        "{\"event\":\"done\",\"cmd\":\"allow\",\"result\":\"allowed\"}",
                        "{\"event\":\"done\",\"cmd\":\"bootstrap\",\"result\":1}");
        assertThat(node.calls)
                .containsExactly(
                        "send 00ff abababab",
                        "direct 500 [DIRECT, PUNCHED, RELAYED] abababab",
                        "sealed abababab",
                        "ping abababab",
                        "rendezvous abababab",
                        "drop abababab",
                        "network-changed",
                        "keep abababab",
                        "stop-keeping abababab",
                        "anchor 127.0.0.1:1");
        assertThat(gate.admit(NodeId.parse(PEER), true)).isTrue();
        assertThat(gate.admit(NodeId.ZERO, true)).isFalse();
    }

    @Test
    void connectIsAnsweredWithConnectedAndWhatWasTried() {
        assertThat(answers("{\"cmd\":\"connect\",\"peer\":\"" + PEER + "\",\"tag\":1}"))
                .containsExactly("{\"event\":\"connected\",\"tag\":1,\"peer\":\"" + PEER
                        + "\",\"path\":\"punched\",\"ms\":120,\"remote\":\"192.0.2.7:4242\",\"history\":["
                        + "{\"step\":\"punch\",\"endpoint\":\"192.0.2.7:4242\",\"outcome\":\"succeeded\",\"detail\":\"\","
                        + "\"began\":3,\"ms\":45}]}");
    }

    @Test
    void connectThatFailsIsAnsweredWithFailedAndWhatWasTried() {
        String reason = "no path: rendezvous failed after 45 ms (no answer)";
        assertThat(answers(
                        "{\"cmd\":\"connect\",\"peer\":\"" + FakeNode.UNREACHABLE + "\"}",
                        "{\"cmd\":\"connect\",\"peer\":\"" + NodeId.ZERO + "\",\"tag\":2}"))
                .containsExactly(
                        "{\"event\":\"failed\",\"cmd\":\"connect\",\"peer\":\"" + FakeNode.UNREACHABLE
                                + "\",\"reason\":\"" + reason + "\",\"history\":["
                                + "{\"step\":\"rendezvous\",\"outcome\":\"failed\",\"detail\":\"no answer\","
                                + "\"began\":3,\"ms\":45}]}",
                        "{\"event\":\"failed\",\"cmd\":\"connect\",\"tag\":2,\"peer\":\"" + NodeId.ZERO
                                + "\",\"reason\":\"the peer is this node itself\",\"history\":[]}");
    }

    @Test
    void connectTakesFifteenSecondsAndEveryPathUnlessToldOtherwise() {
        String connect = "{\"cmd\":\"connect\",\"peer\":\"" + PEER + "\"";
        answers(
                connect + "}",
                connect + ",\"policy\":\"any\",\"timeout\":700}",
                connect + ",\"policy\":\"no-relay\"}",
                connect + ",\"policy\":\"direct-only\"}");
        assertThat(node.calls)
                .containsExactly(
                        "connect 15000 [DIRECT, PUNCHED, RELAYED] abababab",
                        "connect 700 [DIRECT, PUNCHED, RELAYED] abababab",
                        "connect 15000 [DIRECT, PUNCHED] abababab",
                        "connect 15000 [DIRECT] abababab");
        assertThat(answers(connect + ",\"policy\":\"by-air\"}"))
                .singleElement()
                .asString()
                .contains("'policy' must be any, direct-only or no-relay");
    }

    @Test
    void directGoesAsFarForAnEdgeAsItIsTold() {
        String direct = "{\"cmd\":\"direct\",\"peer\":\"" + PEER + "\",\"hex\":\"00\"";
        assertThat(answers(direct + ",\"timeout\":900,\"policy\":\"no-relay\",\"tag\":4}"))
                .containsExactly("{\"event\":\"done\",\"cmd\":\"direct\",\"tag\":4,\"result\":\"sent\"}");
        assertThat(node.calls).containsExactly("direct 900 [DIRECT, PUNCHED] abababab");
    }

    @Test
    void directThatFindsNoWayIsAnsweredWithFailed() {
        assertThat(answers("{\"cmd\":\"direct\",\"peer\":\"" + FakeNode.UNREACHABLE + "\",\"hex\":\"00\",\"tag\":5}"))
                .singleElement()
                .asString()
                .startsWith("{\"event\":\"failed\",\"cmd\":\"direct\",\"tag\":5,\"peer\":\"" + FakeNode.UNREACHABLE)
                .contains("\"reason\":\"no path", "\"history\":[{\"step\":\"rendezvous\"");
    }

    @Test
    void snapshotTellsEverythingInPlainValues() {
        assertThat(answers("{\"cmd\":\"snapshot\"}"))
                .singleElement()
                .asString()
                .startsWith("{\"event\":\"done\",\"cmd\":\"snapshot\",\"result\":{\"id\":\"" + NodeId.ZERO)
                .contains("\"state\":\"running\"", "\"edges\":[]", "\"unroutable\":0", "\"inbound-edges\":{\"used\":0");
    }

    @Test
    void stopEndsTheSessionAndIsNotAnswered() {
        assertThat(answers("{\"cmd\":\"stop\"}", "{\"cmd\":\"snapshot\"}")).isEmpty();
    }

    @Test
    void mediaCommandsNameWhatIsWrong() {
        assertThat(answers(
                        "{\"cmd\":\"media\",\"peer\":\"" + FakeNode.UNREACHABLE + "\",\"tag\":1}",
                        "{\"cmd\":\"media-datagram\",\"session\":7,\"hex\":\"00\"}",
                        "{\"cmd\":\"media-close\"}"))
                .containsExactly(
                        "{\"event\":\"media-failed\",\"tag\":1,\"peer\":\"" + FakeNode.UNREACHABLE
                                + "\",\"reason\":\"the peer has no media\"}",
                        "{\"event\":\"error\",\"cmd\":\"media-datagram\",\"error\":\"there is no session 7\"}",
                        "{\"event\":\"error\",\"cmd\":\"media-close\",\"error\":\"the field 'session' must be a"
                                + " number\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"cmd\":\"fly\"}|unknown command 'fly'",
                "{\"cmd\":1}|'cmd' must be a string",
                "{}|'cmd' must be a string",
                "[]|not a JSON object",
                "7|not a JSON object",
                "{\"cmd\":\"send\"|not a JSON object",
                "{\"cmd\":\"send\"}|'peer' must be a string",
                "{\"cmd\":\"send\",\"peer\":\"ab\",\"hex\":\"\"}|'peer' must be 64 hexadecimal digits",
                "{\"cmd\":\"bootstrap\",\"entries\":\"x\"}|'entries' must be an array",
                "{\"cmd\":\"bootstrap\",\"entries\":[\"x\"]}|\\\"x\\\"",
            })
    void whatMakesNoSenseIsRefusedAndTheSessionLives(String line, String message) {
        List<String> answers = answers(line, "{\"cmd\":\"snapshot\"}");
        assertThat(answers).hasSize(2);
        assertThat(answers.get(0)).startsWith("{\"event\":\"error\"").contains(message);
        assertThat(answers.get(1)).startsWith("{\"event\":\"done\"");
    }

    @Test
    void bootstrapWithAnEntryThatTheNodeRefusesChangesNothing() {
        NodeId known = NodeId.parse("cd".repeat(32));
        gate.allow(known);
        assertThat(answers("{\"cmd\":\"bootstrap\",\"entries\":[\"" + PEER + "@127.0.0.1:1\",\"" + known
                        + "@127.0.0.1:2\",\"" + FakeNode.UNREACHABLE + "@127.0.0.1:3\"]}"))
                .containsExactly(
                        "{\"event\":\"error\",\"cmd\":\"bootstrap\",\"error\":\"one of the anchors is refused\"}");
        assertThat(node.calls).isEmpty();
        assertThat(gate.admit(NodeId.parse(PEER), true)).isFalse();
        assertThat(gate.admit(known, true)).isTrue();
    }

    @Test
    void fieldsOfAPeerAreChecked() {
        assertThat(answers(
                        "{\"cmd\":\"send\",\"peer\":\"" + PEER + "\",\"hex\":\"0\"}",
                        "{\"cmd\":\"direct\",\"peer\":\"" + PEER + "\",\"hex\":\"00\",\"timeout\":0}"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("even number"),
                        second -> assertThat(second).contains("'timeout'"));
    }

    @Test
    void refusalsOfTheNodeAreErrors() {
        assertThat(answers(
                        "{\"cmd\":\"send\",\"peer\":\"" + FakeNode.UNREACHABLE + "\",\"hex\":\"00\",\"tag\":1}",
                        "{\"cmd\":\"ping\",\"peer\":\"" + FakeNode.UNREACHABLE + "\",\"tag\":2}"))
                .containsExactly(
                        "{\"event\":\"error\",\"cmd\":\"send\",\"tag\":1,\"error\":\"no edge\"}",
                        "{\"event\":\"error\",\"cmd\":\"ping\",\"tag\":2,\"error\":\"no edge\"}");
    }

    @Test
    void aLineThatIsTooLongIsRefusedAndTheNextOneWorks() {
        String tooLong = "{\"cmd\":\"send\",\"hex\":\"" + "0".repeat(ConsoleSession.MAX_LINE) + "\"}";
        List<String> answers = answers(tooLong, "{\"cmd\":\"snapshot\"}");
        assertThat(answers).hasSize(2);
        assertThat(answers.get(0)).contains("line longer than");
        assertThat(answers.get(1)).startsWith("{\"event\":\"done\"");
    }

    @Test
    void operationsThatWaitAreBounded() {
        String ping = "{\"cmd\":\"ping\",\"peer\":\"" + FakeNode.SILENT + "\"}\n";
        assertThat(answers(new StringReader(ping.repeat(ConsoleSession.MAX_PENDING + 1))))
                .singleElement()
                .asString()
                .contains("at most 1024 can be pending");
    }
}
