import java.util.jar.JarFile

/*
 * Starts two of the application of README.md, types a line at the second one and waits until the first one prints it.
 * The result of this script is a closure that takes the expected versions of Boot and Netty, and whether beans are defined ahead of time.
 */
def start = { File jar, String name, boolean aot, List<String> options ->
    def log = new File(basedir, "target/${name}.log")
    def command = [new File(System.getProperty('java.home'), 'bin/java').path]
    if (aot) {
        command << '-Dspring.aot.enabled=true'
    }
    command += ['-jar', jar.path, "--nodenet.identity.location=${name}.seed", '--nodenet.network.difficulty=8',
            '--nodenet.transport.quic.address=127.0.0.1', '--nodenet.transport.quic.port=0'] + options
    def process = new ProcessBuilder(command*.toString()).directory(log.parentFile)
            .redirectErrorStream(true).redirectOutput(log).start()
    [process: process, log: log, input: process.outputStream]
}

def await = { application, String what, Closure found ->
    def deadline = System.nanoTime() + 120_000_000_000L
    while (true) {
        def result = found(application.log.text)
        if (result) {
            return result
        }
        assert application.process.alive && System.nanoTime() < deadline: "no ${what} in ${application.log}:\n${application.log.text}"
        sleep 200
    }
}

def running = { application ->
    await(application, 'running node') { text ->
        def line = text =~ /Node ([0-9a-f]{64}) runs at (\S+)/
        line ? [id: line[0][1], at: line[0][2]] : null
    }
}

return { String boot, String netty, boolean aot ->
    def jar = new File(basedir, 'target/chat-1.jar')
    def libraries = new JarFile(jar).withCloseable { it.entries().collect { entry -> entry.name } }
    assert libraries.contains("BOOT-INF/lib/spring-boot-${boot}.jar".toString())
    assert libraries.contains("BOOT-INF/lib/netty-common-${netty}.jar".toString())
    def started = []
    try {
        def first = start(jar, 'first', aot, [])
        started << first
        def anchor = running(first)
        def second = start(jar, 'second', aot, ["--nodenet.anchors=${anchor.id}@${anchor.at}"])
        started << second
        def sender = running(second)
        await(second, 'ACCEPTED') {
            second.input << "${anchor.id} hello there\n"
            second.input.flush()
            it.contains('ACCEPTED')
        }
        await(first, 'line of the second') { it.contains("${sender.id}: hello there") }
        started.each { assert it.log.text.contains('Starting AOT-processed') == aot }
    } finally {
        started*.process*.destroy()
        started*.process*.waitFor()
    }
    true
}
