def log = new File(basedir, 'build.log').text
assert log.contains('heard hello on Boot 4.1.2, Netty 4.2.18.Final, ahead of time: false')
assert log.contains('heard hello on Boot 4.1.2, Netty 4.2.18.Final, ahead of time: true')
