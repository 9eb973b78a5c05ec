import time, cProfile, pstats
from luopan.kernel.metadata import runner
from luopan.kit.actor import SYSTEM
from tests.kernel.metadata.writers import fill
from tests.kernel.metadata.test_online import THING, TO_INTEGER
async def test_speed(catalogue, database):
    await runner.apply(catalogue, SYSTEM, {"objects": [THING]})
    async with database.transaction() as s: await fill(s, 300_000)
    t=time.time(); p=await runner.plan(catalogue, SYSTEM, TO_INTEGER); print("plan 300k distinct", time.time()-t, p.steps[0].rows)
    a=await runner.apply(catalogue, SYSTEM, TO_INTEGER)
    t=time.time(); r=await runner.resume(database, a.run); print("run", r.status, time.time()-t)
    t=time.time(); a=await runner.apply(catalogue, SYSTEM, {"objects":[{"name":f"obj{n}","fields":[{"name":f"f{k}","type":"text","indexed":k<3} for k in range(10)]} for n in range(50)]}); print("50 objects", time.time()-t, a.version)
    objs=[{"name":f"big{n}","fields":[{"name":f"f{k}","type":"text"} for k in range(9)]+[{"name":"r","type":"reference","to":f"big{(n+1)%500}"}]} for n in range(500)]
    t=time.time(); a=await runner.apply(catalogue, SYSTEM, {"objects":objs}); print("500 planned", time.time()-t, a.run)
    t=time.time(); r=await runner.resume(database, a.run); print("500 run", r.status, time.time()-t)
    await catalogue.reload()
    t=time.time(); a=await runner.apply(catalogue, SYSTEM, {"objects":[{"name":"big1","fields":[{"name":"more","type":"text"}]}]}); print("one field among 550", time.time()-t, a.version)
    t=time.time(); a=await runner.apply(catalogue, SYSTEM, {"objects":[{"id":"big1","name":"huge1"}]}); print("rename among 550", time.time()-t, a.version)
    t=time.time(); a=await runner.apply(catalogue, SYSTEM, {"remove":["huge1.f3"]}); print("remove among 550", time.time()-t, a.version)
