"""doc"""
import a.b as c, d
from . import e
@dec(1)
async def f(x, /, y=1, *args, z: int = 2, **kw) -> g[h]:
    global G
    G = [i * x for i, j in zip(args, y) if i > j]
    async with open(x) as fh, (y): pass; return -x  # hi
    while (n := await q()):
        try: x, *y = *f(x).b, 1
        except (A, B) as err: raise C from err
        else: continue
        finally: del x[0], y.z
    else:
        yield (lambda a=1: a)
match x:
    case Foo(a, b=c) | [d, *_] if g: pass
    case {'k': v, **rest}: print(f"{a!r:>{w}} {b['c']}")
type T = int; type(x).y = 1
s = 'a' "b\n" u'c' rb'''
#''' if x else y
if __name__ == '__main__': main(i for i in j)
