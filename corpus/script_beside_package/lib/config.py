import os

STEPS = 7


def log_path(root):
    return os.path.join(root, 'solver')
