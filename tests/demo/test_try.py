import time, pytest
from tongban.demo import load
from tongban.registers.drivers import queries, daily
def test_it(committed):
    lines=[]
    t=time.perf_counter()
    def p(l): print(round(time.perf_counter()-t,2), l)
    load.load(progress=p); print('total', time.perf_counter()-t)
    t=time.perf_counter(); d=list(queries.differences()); print('diff',len(d), d[:3], time.perf_counter()-t)
    from tongban.core import clock
    ids=queries.due_for_a_look(clock.today(), 1000); print('due', len(ids))
    t=time.perf_counter(); print('daily', daily.run(), time.perf_counter()-t)
    assert 0
