print "a", b
print >>f, x,
exec "y" in d
try:
	x = `y`
except A, e:
        raise B, "c"
def f(a, (b, c)=0777L): return a <> ur"b"
class C:
	x = 1
	y += \
  2
