"""Starts the package beside it."""
import sys

from tides.train import train

train(sys.argv[1], hours=10)
