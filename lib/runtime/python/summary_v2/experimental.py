"""tf.summary.experimental."""

from ._ops import write_raw_pb
from ._writer import get_step, set_step, summary_scope

__all__ = ["get_step", "set_step", "summary_scope", "write_raw_pb"]
