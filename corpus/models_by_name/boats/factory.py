from importlib import import_module as load


def build(name, wind):
    return load("boats.models_%s" % name).speed(wind)
