package io.nodenet.node.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nodenet.address.Endpoint;
import io.nodenet.identity.KeyHash;
import io.nodenet.node.core.upkeep.PeerBook;
import io.nodenet.routed.Contact;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a peer book on disk, whatever lies there. */
class PeerBookFileTest {
    private final SplittableRandom random = new SplittableRandom(3);
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream standardError = System.err;
    private final Locale locale = Locale.getDefault();

    @TempDir
    Path directory;

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(log, true, UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(standardError);
        Locale.setDefault(locale);
    }

    private Path file() {
        return directory.resolve("node.peers");
    }

    private List<String> warnings() {
        List<String> lines = log.toString(UTF_8)
                .lines()
                .filter(line -> line.contains("WARN"))
                .toList();
        log.reset();
        return lines;
    }

    private Contact contact(String... addresses) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return new Contact(
                KeyHash.nodeIdOf(key),
                key,
                0,
                Stream.of(addresses).map(Endpoint::quic).toList());
    }

    private static List<Contact> readAgain(Path file) {
        return new PeerBookFile(file).read();
    }

    private static void assertSame(List<Contact> actual, List<Contact> expected) {
        assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        List<Contact> contacts = List.of(
                contact("203.0.113.5:4242", "198.51.100.7:1"), contact("[2001:db8::1]:65535"), contact("127.0.0.1:9"));

        new PeerBookFile(file()).write(contacts);

        assertSame(readAgain(file()), contacts);
        assertThat(Files.readAllLines(file()))
                .contains(contacts.get(0).id() + "@203.0.113.5:4242 "
                        + HexFormat.of().formatHex(contacts.get(0).key()));
        assertThat(warnings()).isEmpty();
    }

    @Test
    void theLargestBookIsWithinTheBoundAndReadAgain() throws IOException {
        List<Contact> contacts = new ArrayList<>();
        for (int i = 0; i < PeerBook.MAX_CONTACTS; i++) {
            String host = "[2001:db8:ffff:ffff:ffff:ffff:ffff:" + Integer.toHexString(0xff00 + i) + "]:";
            contacts.add(contact(host + 65534, host + 65535));
        }

        new PeerBookFile(file()).write(contacts);

        assertThat(Files.size(file())).isLessThanOrEqualTo(PeerBookText.MAX_BYTES);
        assertSame(readAgain(file()), contacts);
    }

    @Test
    void contactThatNobodyCouldDialIsLeftOut() {
        Contact good = contact("203.0.113.5:4242");
        Contact keyless = new Contact(contact().id(), null, 0, good.endpoints());
        Contact elsewhere = new Contact(contact().id(), good.key(), 0, List.of(Endpoint.of("mem", "here")));

        new PeerBookFile(file())
                .write(List.of(keyless, elsewhere, contact("node.example:4242"), contact("[fe80::1%eth0]:4242"), good));

        assertSame(readAgain(file()), List.of(good));
    }

    @Test
    void aLocaleWithOtherDigitsChangesNothing() {
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        List<Contact> contacts = List.of(contact("203.0.113.5:4242"));

        new PeerBookFile(file()).write(contacts);

        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        assertSame(readAgain(file()), contacts);
    }

    @Test
    void bookIsForItsUserAlone() throws IOException {
        assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"), "no POSIX permissions");

        new PeerBookFile(directory.resolve("sub").resolve("node.peers")).write(List.of(contact("203.0.113.5:1")));

        Path written = directory.resolve("sub").resolve("node.peers");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written)))
                .isEqualTo("rw-------");
    }

    @Test
    void bookThatOthersCanWriteToIsNotBelievedAndReplaced() throws IOException {
        assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"), "no POSIX permissions");
        new PeerBookFile(file()).write(List.of(contact("203.0.113.5:1")));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        PeerBookFile book = new PeerBookFile(file());

        assertThat(book.read()).isEmpty();
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("is open to others")
                .contains("chmod 600");

        List<Contact> next = List.of(contact("203.0.113.6:1"));
        book.write(next);
        assertSame(readAgain(file()), next);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void missingBookIsEmptyAndNothingToWarnOf() {
        assertThat(readAgain(file())).isEmpty();
        assertThat(warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "@203.0.113.5:4242 KEY",
                "ID@203.0.113.5:4242",
                "ID@203.0.113.5:4242 12",
                "ID@203.0.113.5:0 KEY",
                "ID@203.0.113.5:99999 KEY",
                "ID@node.example:4242 KEY",
                "ID@[fe80::1]:4242 KEY",
                "ID@203.0.113.5:4242 KEY more",
                "ID@203.0.113.5:4242 KEZ",
                "\u0000\u0000\u0000"
            })
    void damagedBookIsOneWarningAndEmptyAndReplaced(String line) throws IOException {
        Contact good = contact("203.0.113.5:4242");
        new PeerBookFile(file()).write(List.of(good));
        String damaged = line.replace("ID", good.id().toString())
                .replace("KEY", "ab".repeat(32))
                .replace("KEZ", "zz".repeat(32));
        Files.writeString(file(), Files.readString(file()) + damaged + "\n");
        PeerBookFile book = new PeerBookFile(file());

        assertThat(book.read()).isEmpty();
        assertThat(warnings()).singleElement().asString().contains("is damaged (line 4");

        book.write(List.of(good));
        assertSame(readAgain(file()), List.of(good));
    }

    @Test
    void bookWithTooManyEntriesOrBytesIsOneWarningAndEmpty() throws IOException {
        Contact good = contact("203.0.113.5:4242");
        String header = PeerBookText.write(List.of());
        String entry = PeerBookText.write(List.of(good)).substring(header.length());
        Files.writeString(file(), header + entry.repeat(129));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        assertThat(readAgain(file())).isEmpty();
        assertThat(warnings()).singleElement().asString().contains("one entry too many");

        Files.writeString(file(), header + entry + "#".repeat(PeerBookText.MAX_BYTES));
        assertThat(readAgain(file())).isEmpty();
        assertThat(warnings()).singleElement().asString().contains("larger than 32768 bytes");
    }

    @Test
    void fileThatIsNoPeerBookIsOneWarningAndStaysAsItIs() throws IOException {
        Files.writeString(file(), "my only copy\n");
        PeerBookFile book = new PeerBookFile(file());

        assertThat(book.read()).isEmpty();
        book.write(List.of(contact("203.0.113.5:4242")));

        assertThat(Files.readString(file())).isEqualTo("my only copy\n");
        assertThat(warnings()).singleElement().asString().contains("is not a peer book and stays as it is");
    }

    @Test
    void directoryInPlaceOfABookIsOneWarning() throws IOException {
        Files.createDirectory(file());
        PeerBookFile book = new PeerBookFile(file());

        assertThat(book.read()).isEmpty();
        book.write(List.of(contact("203.0.113.5:4242")));

        assertThat(warnings()).singleElement().asString().contains("is not a regular file");
    }

    @Test
    void diskThatTakesNothingIsOneWarningHoweverOftenItIsTried() throws IOException {
        Path occupied = Files.createFile(directory.resolve("occupied"));
        PeerBookFile book = new PeerBookFile(occupied.resolve("node.peers"));

        assertThat(book.read()).isEmpty();
        for (int i = 1; i <= 3; i++) {
            book.write(List.of(contact("203.0.113.5:" + i)));
        }

        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("cannot be written")
                .contains("the node runs on");
    }

    @Test
    void bookIsWrittenWhenThereIsSomethingNewAndNeverEmptied() throws IOException {
        List<Contact> contacts = List.of(contact("203.0.113.5:4242"));
        new PeerBookFile(file()).write(contacts);
        PeerBookFile book = new PeerBookFile(file());
        book.read();
        Files.delete(file());

        book.write(contacts);
        book.write(List.of());
        book.write(List.of(contact()));
        assertThat(file()).doesNotExist();

        book.write(List.of(contact("203.0.113.6:4242")));
        assertThat(file()).exists();
    }
}
