assert new File(basedir, 'build.log').text.contains('heard hello on Boot 4.1.1, Netty 4.2.')
