def twoChats = evaluate(new File(basedir, '../../../src/it-application/TwoChats.groovy'))
twoChats('4.1.1', '4.2.17.Final', false)
