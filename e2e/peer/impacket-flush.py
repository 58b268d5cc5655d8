"""Writes a file, flushes it, says so by a second file, and goes on holding the first one open."""

import sys
import time

from impacket.smbconnection import SMBConnection

port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
connection = SMBConnection("127.0.0.1", "127.0.0.1", sess_port=port)
connection.login(user, password)
tree = connection.connectTree("share")
file = connection.createFile(tree, "flushed.bin")
block = bytes(range(256)) * 256
for index in range(64):
    connection.writeFile(tree, file, block, offset=index * len(block))
connection.getSMBServer().flush(tree, file)
connection.closeFile(tree, connection.createFile(tree, "flushed.mark"))
time.sleep(6)
