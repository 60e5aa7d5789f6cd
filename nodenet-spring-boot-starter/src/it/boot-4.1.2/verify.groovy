import java.util.jar.JarFile

def twoChats = evaluate(new File(basedir, '../../../src/it-application/TwoChats.groovy'))
twoChats('4.1.2', '4.2.18.Final', false)
// the same with the beans that were defined ahead of time
twoChats('4.1.2', '4.2.18.Final', true)
// what a native image would need to convert the payload
new JarFile(new File(basedir, 'target/chat-1.jar')).withCloseable { jar ->
    def metadata = jar.entries().findAll { it.name.endsWith('reachability-metadata.json') && it.name.contains('com.example') }
    assert metadata.any { jar.getInputStream(it).text.contains('com.example.chat.ChatApplication$Line') }: metadata*.name
}
true
