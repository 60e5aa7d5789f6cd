package io.nodenet.sample.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.nodenet.sample.common.process.ClientException;
import io.nodenet.sample.common.testkit.RawHttp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP interface of one messenger: who may use it, and what it refuses. */
class LocalApiIT {
    private static final String STRANGER = "ab".repeat(32);

    @TempDir
    static Path directory;

    private static RunningMessenger messenger;
    private static String token;
    private static String host;

    @BeforeAll
    static void start() throws InterruptedException {
        messenger = RunningMessenger.start("Alice", directory, "--page.subscribers=3");
        token = messenger.client().get("/api/self").path("csrfToken").asString();
        host = "localhost:" + messenger.port();
    }

    @AfterAll
    static void stop() {
        messenger.close();
    }

    private static int get(String path, String... headers) throws IOException {
        return RawHttp.status(RawHttp.exchange(messenger.port(), "GET " + path, "", headers));
    }

    private static int invite(String body, String... headers) throws IOException {
        String[] all = Stream.concat(
                        Stream.of(headers),
                        Stream.of("Content-Type: application/json", "Content-Length: " + body.length()))
                .toArray(String[]::new);
        return RawHttp.status(RawHttp.exchange(messenger.port(), "POST /api/contacts", body, all));
    }

    private static String somebody() {
        String hex = UUID.randomUUID().toString().replace("-", "");
        return "{\"id\":\"" + hex + hex + "\",\"name\":\"Somebody\"}";
    }

    @Test
    void theSocketIsBoundToThisMachineOnly() throws IOException {
        InetAddress bound = InetAddress.getByName("127.0.0.1");
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.equals(bound))
                .collect(Collectors.toCollection(ArrayList::new));
        if (OS.LINUX.isCurrentOs()) {
            others.add(InetAddress.getByName("127.0.0.2")); // there without any interface to the outside
        }
        assertThat(isServed(bound)).isTrue();
        assertThat(others).noneMatch(LocalApiIT::isServed);
    }

    private static boolean isServed(InetAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, messenger.port()), 5_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such permissions")
    void nobodyElseCanReadTheMessages() throws IOException {
        Path home = directory.resolve("Alice");
        assertThat(Files.getPosixFilePermissions(home)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files)
                    .extracting(Path::getFileName)
                    .extracting(Path::toString)
                    .contains("messenger.mv.db", "node.seed");
        }
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .isEqualTo(PosixFilePermissions.fromString("rw-------")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost", "127.0.0.1", "[::1]"})
    void thePageIsServedUnderLocalNames(String name) throws IOException {
        assertThat(get("/", "Host: " + name + ":" + messenger.port())).isEqualTo(200);
        assertThat(get("/", "Host: " + name)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.1.5", "[::2]", ""})
    void aReboundNameIsNotServed(String name) throws IOException {
        String address = name + ":" + messenger.port();
        assertThat(get("/", "Host: " + address)).isIn(400, 421);
        assertThat(get("/api/self", "Host: " + address, "Origin: http://" + address))
                .isIn(400, 421);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://evil.example", "null", "http://localhost:1", "https://localhost", "http://127.0.0.1:1"})
    void anotherOriginReadsAndChangesNothing(String origin) throws IOException {
        assertThat(get("/api/self", "Host: " + host, "Origin: " + origin)).isEqualTo(403);
        assertThat(get("/api/events", "Host: " + host, "Origin: " + origin)).isEqualTo(403);
        assertThat(invite(somebody(), "Host: " + host, "Origin: " + origin, "X-CSRF-Token: " + token))
                .isEqualTo(403);
    }

    @Test
    void anotherSiteThatSendsNoOriginReadsNothingEither() throws IOException {
        assertThat(get("/api/events", "Host: " + host, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"))
                .isEqualTo(403);
        assertThat(get("/api/self", "Host: " + host, "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors"))
                .isEqualTo(403);
        assertThat(get(
                        "/",
                        "Host: " + host,
                        "Sec-Fetch-Site: cross-site",
                        "Sec-Fetch-Mode: navigate",
                        "Sec-Fetch-Dest: document"))
                .isEqualTo(200);
        assertThat(get(
                        "/",
                        "Host: " + host,
                        "Sec-Fetch-Site: cross-site",
                        "Sec-Fetch-Mode: navigate",
                        "Sec-Fetch-Dest: iframe"))
                .isEqualTo(403);
    }

    @Test
    void aChangeNeedsTheTokenOfThisProcess() throws IOException {
        String origin = "Origin: http://" + host;
        assertThat(invite(somebody(), "Host: " + host, origin)).isEqualTo(403);
        assertThat(invite(somebody(), "Host: " + host, origin, "X-CSRF-Token: " + "0".repeat(64)))
                .isEqualTo(403);
        assertThat(invite(somebody(), "Host: " + host, origin, "X-CSRF-Token: " + token))
                .isEqualTo(201);
        assertThat(invite(somebody(), "Host: " + host, "X-CSRF-Token: " + token))
                .isEqualTo(201);
    }

    @Test
    void aBodyIsSmallAndOfStatedLength() throws IOException {
        String[] headers = {"Host: " + host, "X-CSRF-Token: " + token};
        String large = "{\"id\":\"" + STRANGER + "\",\"name\":\"" + "x".repeat(40_000) + "\"}";
        assertThat(invite(large, headers)).isEqualTo(413);
        assertThat(RawHttp.status(RawHttp.exchange(
                        messenger.port(),
                        "POST /api/contacts",
                        "0\r\n\r\n",
                        "Host: " + host,
                        "X-CSRF-Token: " + token,
                        "Content-Type: application/json",
                        "Transfer-Encoding: chunked")))
                .isEqualTo(411);
    }

    @ParameterizedTest
    @CsvSource({"evil.example, 421", "localhost, 413"})
    void noBodyIsReadBeforeItIsKnownToBeWanted(String name, int status) throws IOException {
        assertThat(RawHttp.statusAtOnce(
                        messenger.port(),
                        "DELETE /api/contacts/" + STRANGER,
                        "the rest never comes",
                        "Host: " + name + ":" + messenger.port(),
                        "Content-Type: application/x-www-form-urlencoded",
                        "Content-Length: 100000000"))
                .isEqualTo(status);
    }

    @Test
    void everyAnswerForbidsThePageWhateverItDoesNotNeed() throws IOException {
        String response = RawHttp.exchange(messenger.port(), "GET /", "", "Host: " + host);
        assertThat(response)
                .contains("Content-Security-Policy: default-src 'none'; script-src 'self'")
                .contains("frame-ancestors 'none'")
                .contains("X-Content-Type-Options: nosniff");
    }

    @Test
    void whatMakesNoSenseIsRefusedWithAReason() {
        assertRefused(422, () -> messenger.client().invite("abc", "Short"));
        assertRefused(422, () -> messenger.client().invite(STRANGER, " "));
        assertRefused(422, () -> messenger.client().invite(STRANGER, "two\nlines"));
        assertRefused(422, () -> messenger.client().invite(STRANGER, "x".repeat(81)));
        assertRefused(422, () -> messenger.client().invite(STRANGER, "Al\u202eice"));
        assertRefused(422, () -> messenger.client().invite(STRANGER, "Al\u200bice"));
        assertRefused(409, () -> messenger.client().invite(messenger.id(), "Me"));
        assertRefused(404, () -> messenger.client().accept(STRANGER));
        assertRefused(404, () -> messenger.client().say(STRANGER, "hello"));
        assertRefused(404, () -> messenger.client().delete("/api/contacts/" + STRANGER));
        assertRefused(422, () -> messenger.client().say(STRANGER, "x".repeat(4_001)));
        assertRefused(422, () -> messenger.client().say(STRANGER, "nul \u0000"));
        assertRefused(422, () -> messenger.client().say(STRANGER, ""));
        assertRefused(422, () -> messenger.client().post("/api/contacts/" + STRANGER + "/messages", Map.of("id", "1")));
        assertRefused(400, () -> messenger.client().post("/api/contacts/" + STRANGER + "/messages", List.of()));
    }

    private static void assertRefused(int status, ThrowingCallable call) {
        assertThatExceptionOfType(ClientException.class)
                .isThrownBy(call)
                .satisfies(refusal ->
                        assertThat(refusal.status()).as(refusal.getMessage()).isEqualTo(status));
    }

    @Test
    void aContactThatHasNotAcceptedGetsNoMessage() {
        String id = "cd".repeat(32);
        messenger.client().invite(id, "Silent");
        assertRefused(409, () -> messenger.client().say(id, "hello"));
        messenger.client().delete("/api/contacts/" + id);
        assertThat(messenger.client().stateOf(id)).isEmpty();
    }

    @Test
    void openPagesAreToldOfChangesAndAreNotMoreThanTheLimit() throws Exception {
        List<OpenPage> pages = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                pages.add(new OpenPage());
            }
            assertThat(get("/api/events", "Host: " + host)).isEqualTo(503);
            messenger.client().invite("ef".repeat(32), "News");
            for (OpenPage page : pages) {
                assertThat(page.nextData()).isEqualTo("contacts");
            }
            pages.remove(0).close();
            messenger.client().delete("/api/contacts/" + "ef".repeat(32));
            await().untilAsserted(() -> pages.add(new OpenPage()));
        } finally {
            for (OpenPage page : pages) {
                page.close();
            }
        }
    }

    /** A page that listens for events. */
    private static final class OpenPage implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), messenger.port());
        private final BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

        OpenPage() throws IOException {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET /api/events HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            String status = reader.readLine();
            if (!status.contains(" 200")) {
                socket.close();
                throw new AssertionError(status);
            }
        }

        String nextData() throws IOException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            String line = nextLine(deadline);
            while (!line.startsWith("data:")) {
                line = nextLine(deadline);
            }
            return line.substring("data:".length()).strip();
        }

        /** Reads a line; the signs of life between the events do not put the deadline off. */
        private String nextLine(long deadline) throws IOException {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            assertThat(left).as("milliseconds left for an event").isPositive();
            socket.setSoTimeout((int) left);
            String line = reader.readLine();
            assertThat(line).as("the stream has not ended").isNotNull();
            return line;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
