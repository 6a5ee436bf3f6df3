from .dense import build_dense as build
from .heads import add_head

__all__ = ['add_head', 'build']
