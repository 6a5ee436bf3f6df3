"""Event files as lists of records, for the tests of this folder. Nothing here uses the code under test."""
import glob
import os
import struct


def records(path):
    """The payloads of a file. A torn tail ends the list; a bad length or CRC is an error."""
    with open(path, "rb") as file:
        data = file.read()
    at, found = 0, []
    while at + 12 <= len(data):
        size, length_crc = struct.unpack_from("<QI", data, at)
        assert masked_crc(data[at : at + 8]) == length_crc, "bad length at %d of %s" % (at, path)
        if at + 16 + size > len(data):
            break
        payload = data[at + 12 : at + 12 + size]
        (data_crc,) = struct.unpack_from("<I", data, at + 12 + size)
        assert masked_crc(payload) == data_crc, "bad data at %d of %s" % (at, path)
        found.append(payload)
        at += 16 + size
    return found


def event_file(directory):
    (path,) = glob.glob(os.path.join(directory, "*"))
    return path


def _table():
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
        table.append(crc)
    return table


_TABLE = _table()


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF
