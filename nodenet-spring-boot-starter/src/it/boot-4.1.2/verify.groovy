def twoChats = evaluate(new File(basedir, '../../../src/it-application/TwoChats.groovy'))
twoChats('4.1.2', '4.2.18.Final', false)
// the same with the beans that were defined ahead of time
twoChats('4.1.2', '4.2.18.Final', true)
