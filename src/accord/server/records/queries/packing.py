"""One account's re-derived tables as bytes, as they stand in the database."""

import msgspec
import pyarrow as pa


def packed(tables: dict[str, pa.Table]) -> bytes:
    """Write one account's tables as bytes."""
    streams = {}
    for name, table in tables.items():
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        streams[name] = bytes(sink.getvalue())
    return msgspec.msgpack.encode(streams)


def unpacked(data: bytes) -> dict[str, pa.Table]:
    """Read what `packed` wrote."""
    streams: dict[str, bytes] = msgspec.msgpack.decode(data, type=dict[str, bytes])
    return {name: pa.ipc.open_stream(stream).read_all() for name, stream in streams.items()}
