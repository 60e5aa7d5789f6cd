package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.pow.IdentityMinter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the doctor as users do, in a process of its own: with an anchor that answers, and with one that does not. */
@Timeout(600)
class DoctorIT {
    private static final String ID = "01".repeat(32);

    @TempDir
    Path directory;

    @Test
    void anchorThatAnswersIsFoundAlongsideTheNodeThatRuns() throws Exception {
        try (ConsoleProcess anchor = ConsoleProcess.node(directory, "--difficulty=4", "--seed=" + seedOfFourBits());
                ConsoleProcess doctor = doctor("--difficulty=4", "--timeout=5", "--anchor=" + anchor.entry())) {
            Map<String, Object> report = report(doctor);

            assertThat(finding(report, "anchors")).containsEntry("level", "ok");
            assertThat(finding(report, "node")).containsEntry("level", "ok");
            assertThat(finding(report, "path-mtu").get("level")).isNotEqualTo("unknown");
            assertThat(finding(report, "duplicate-identity")).containsEntry("level", "ok");
            assertThat(finding(report, "reachability")).containsEntry("level", "unknown");
            assertThat(doctor.awaitEnd()).isZero();
            anchor.await(event -> "edge-lost".equals(event.get("event")));
        }
    }

    @Test
    void anchorThatDoesNotAnswerIsAProblemWithinTheTime() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                ConsoleProcess doctor = doctor(
                        "--difficulty=0", "--timeout=3", "--anchor=" + ID + "@127.0.0.1:" + silent.getLocalPort())) {
            Map<String, Object> report = report(doctor);

            assertThat(finding(report, "anchors")).containsEntry("level", "problem");
            assertThat(String.valueOf(finding(report, "anchors").get("remedy"))).contains("firewall");
            assertThat(finding(report, "node")).containsEntry("level", "ok");
            assertThat(doctor.awaitEnd()).isEqualTo(1);
        }
    }

    private ConsoleProcess doctor(String... options) throws Exception {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "doctor";
        arguments[1] = "--json";
        System.arraycopy(options, 0, arguments, 2, options.length);
        return ConsoleProcess.start(directory, arguments);
    }

    private static Map<String, Object> report(ConsoleProcess doctor) throws Exception {
        return doctor.await(line -> line.containsKey("findings"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> finding(Map<String, Object> report, String id) {
        return ((List<Map<String, Object>>) report.get("findings"))
                .stream()
                        .filter(finding -> id.equals(finding.get("id")))
                        .findFirst()
                        .orElseThrow();
    }

    private static String seedOfFourBits() {
        return HexFormat.of().formatHex(IdentityMinter.mint(4).join().seed());
    }
}
