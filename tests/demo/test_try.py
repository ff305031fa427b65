import time, cProfile, pstats
from tongban.demo import filling
from tongban.core import clock
def test_it(committed):
    city=filling.Loaded(20000, 7, clock.today())
    filling.load_stretch(city,0,100)
    t=time.perf_counter()
    for f in range(2000,10000,2000): filling.load_stretch(city,f,f+2000)
    print('per s', 8000/(time.perf_counter()-t))
    p=cProfile.Profile(); p.enable()
    filling.load_stretch(city,12000,14000)
    p.disable(); pstats.Stats(p).sort_stats('tottime').print_stats(28)
    assert 0
