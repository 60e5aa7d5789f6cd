package io.nodenet.transport.quic.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuicNativeSupportTest {
    @ParameterizedTest
    @CsvSource({
        "Linux,amd64,linux-x86_64",
        "Linux,aarch64,linux-aarch_64",
        "Mac OS X,x86_64,osx-x86_64",
        "Mac OS X,aarch64,osx-aarch_64",
        "Windows 11,amd64,windows-x86_64"
    })
    void missingLibraryNamesTheArtifact(String os, String arch, String classifier) {
        assertThat(QuicNativeSupport.missing(os, arch, null))
                .hasMessageContaining("library for " + classifier)
                .hasMessageContaining("io.netty:netty-codec-native-quic:" + classifier);
    }

    @ParameterizedTest
    @CsvSource({"Windows 11,aarch64", "Linux,riscv64", "FreeBSD,amd64"})
    void platformWithoutALibraryIsNamed(String os, String arch) {
        assertThat(QuicNativeSupport.missing(os, arch, new UnsatisfiedLinkError()))
                .hasMessageContaining(os + " on " + arch)
                .hasMessageContaining("linux-x86_64");
    }
}
