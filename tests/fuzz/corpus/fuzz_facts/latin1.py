# -*- coding: latin-1 -*-
naïve = "é" ; x = (a.
b) # c
for i in x:
  if i: break
  x = i; continue
else: y = x
with suppress(E) as (a, [b]): nonlocal q