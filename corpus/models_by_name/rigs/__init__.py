from . import shrouds
