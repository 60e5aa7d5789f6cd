def twoChats = evaluate(new File(basedir, '../../../src/it-application/TwoChats.groovy'))
twoChats('4.0.7', '4.2.15.Final', false)
