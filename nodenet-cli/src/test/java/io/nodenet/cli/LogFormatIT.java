package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class LogFormatIT {
    @TempDir
    Path directory;

    @Test
    void timesAreIso8601WhateverTheLocale() throws Exception {
        int year = OffsetDateTime.now().getYear();
        for (List<String> locale : List.of(
                List.of("-Duser.language=th", "-Duser.country=TH"),
                List.of("-Duser.language=ar", "-Duser.country=EG"))) {
            try (ConsoleProcess node = ConsoleProcess.start(
                    directory,
                    locale,
                    List.of(
                            "run",
                            "--console",
                            "--difficulty=0",
                            "--seed=" + "07".repeat(32),
                            "--listen=127.0.0.1:0"))) {
                node.id();
                node.endInput();
                assertThat(node.awaitEnd()).isZero();
                assertThat(node.log().lines())
                        .isNotEmpty()
                        .allSatisfy(line -> assertThat(OffsetDateTime.parse(line.substring(0, line.indexOf(' ')))
                                        .getYear())
                                .isBetween(year, year + 1));
            }
        }
    }
}
