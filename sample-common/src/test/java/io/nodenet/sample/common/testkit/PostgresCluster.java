package io.nodenet.sample.common.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;

/** A PostgreSQL server of its own from the Debian package, at a free port, with its data in a directory that goes with it. */
public final class PostgresCluster implements AutoCloseable {
    public static final String USER = "sample";

    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final long WAIT_SECONDS = 60;

    private final Path binaries;
    private final Path directory;
    private final int port;

    private PostgresCluster(Path binaries, Path directory, int port) {
        this.binaries = binaries;
        this.directory = directory;
        this.port = port;
    }

    /** Returns where the programs of the newest installed version are. */
    public static Optional<Path> binaries() {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public static PostgresCluster start() throws IOException {
        Path directory = Files.createTempDirectory("sample-postgres");
        int port = FreePort.find();
        PostgresCluster cluster = new PostgresCluster(binaries().orElseThrow(), directory, port);
        if (isRoot()) {
            run("chown", "postgres", directory.toString());
        }
        String data = directory.resolve("data").toString();
        cluster.program("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        cluster.program(
                "pg_ctl",
                "-D",
                data,
                "-w",
                "-l",
                directory.resolve("log").toString(),
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=",
                "start");
        return cluster;
    }

    /** Creates a database and answers its URL. */
    public String create(String name) {
        JdbcClient.create(new DriverManagerDataSource(url("postgres"), USER, ""))
                .sql("create database " + name)
                .update();
        return url(name);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public void close() throws IOException {
        program("pg_ctl", "-D", directory.resolve("data").toString(), "-m", "immediate", "stop");
        FileSystemUtils.deleteRecursively(directory);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Runs a program of PostgreSQL, which refuses to be run by root. */
    private void program(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(binaries.resolve(name).toString());
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    private static void run(String... command) throws IOException {
        Path said = Files.createTempFile("sample", ".log");
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!ends(process) || process.exitValue() != 0) {
            throw new IOException(
                    String.join(" ", command) + " failed: " + Files.readString(said, StandardCharsets.UTF_8));
        }
        Files.delete(said);
    }

    private static boolean ends(Process process) throws IOException {
        try {
            return process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }
}
