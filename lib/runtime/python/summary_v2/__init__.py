"""tf.summary of TensorFlow 2 without TensorFlow: the same functions, the same event files.

    import summary_v2

    writer = summary_v2.create_file_writer("logs/train")
    with writer.as_default():
        for step in range(100):
            summary_v2.scalar("loss", loss, step=step)

Functions return True or False where TensorFlow returns a tensor of that. Beyond tf.summary there are `name_scope`
(tf.name_scope prefixes nothing here) and `import_event`.
"""

from . import errors, experimental
from ._ops import audio, graph, histogram, image, import_event, scalar, text, write
from ._writer import (
    SummaryWriter,
    create_file_writer,
    create_noop_writer,
    flush,
    name_scope,
    record_if,
    should_record_summaries,
)

__version__ = "0.1.0"

__all__ = [
    "SummaryWriter",
    "audio",
    "create_file_writer",
    "create_noop_writer",
    "errors",
    "experimental",
    "flush",
    "graph",
    "histogram",
    "image",
    "import_event",
    "name_scope",
    "record_if",
    "scalar",
    "should_record_summaries",
    "text",
    "write",
]
