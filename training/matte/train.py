"""Trains the matting network on drawn clips for so many minutes.   train.py VAE.pt MINUTES OUT.pt   (goes on from OUT.pt where it is there)
Python 3 with PyTorch >= 1.13, numpy, Pillow and the font Noto Color Emoji. VAE.pt is the shipped model's (see ../pocket)."""
import importlib.util, math, pathlib, random, sys, time
import numpy as np, torch, torch.nn.functional as F
from drawing import Drawing, resize, soften
from net import Net
spec = importlib.util.spec_from_file_location("pocket_model", pathlib.Path(__file__).parent.parent / "pocket" / "model.py"); pocket = importlib.util.module_from_spec(spec); spec.loader.exec_module(pocket)
VAE, MINUTES, OUT = sys.argv[1], float(sys.argv[2]), sys.argv[3]
torch.manual_seed(1); torch.set_num_threads(2); r = random.Random(1); draw = Drawing(1); start = time.time()
vae = pocket.VAE(); vae.load_state_dict(torch.load(VAE, map_location="cpu")); vae.float().eval()

pool = []  # clips as the shipped model's VAE gives them, with their alpha: they are drawn again and again, turned in colour and size
def fill(n):
    for _ in range(n//4):
        h, w = r.choice([(64, 64), (64, 64), (48, 80), (80, 48)]); own = Drawing(r.randrange(1 << 30), hard=r.random() < .35)
        v, a = zip(*[own.clip(17, h, w) for _ in range(4)])
        for s, a in zip(soften(vae, torch.stack(v)), a): pool.append((s.half(), a.half()))

def sample(h, w):
    """3 inputs [6,h,w] and alphas of one clip"""
    if r.random() < .4:
        c, a = r.choice([p for p in pool if (p[0].shape[2] > p[0].shape[3]) == (h > w) and (p[0].shape[2] < p[0].shape[3]) == (h < w)] or pool)
        t = np.linspace(0, 16, 7).round().astype(int); c, a = resize(c[t].float(), (h, w)), resize(a[t].float(), (h, w))
        if r.random() < .5: c, a = c.flip(3), a.flip(3)
        if r.random() < .3: c = c[:, torch.randperm(3)]
        if r.random() < .3: c = (c*r.uniform(.7, 1.2)+r.uniform(-.1, .1)).clamp(0, 1)
    else: c, a = draw.degrade(*draw.clip(7, h, w))
    t = [r.randrange(7) for _ in range(3)]
    median = c.median(0).values if r.random() < .93 else c[t[0]]
    return torch.cat([c[t], median[None].expand(3, -1, -1, -1) if median is not c[t[0]] else c[t]], 1), a[t]

net = Net(); ema = Net()
if pathlib.Path(OUT).exists(): net.load_state_dict(torch.load(OUT)); print("goes on from", OUT)
ema.load_state_dict(net.state_dict()); print(sum(p.numel() for p in net.parameters()), "parameters", flush=True)
opt = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=1e-3); step, log = 0, []
fill(24); print(f"pool {time.time()-start:.0f} s", flush=True); last = time.time()
while (u := (time.time()-start)/60/MINUTES) < 1:
    if step % 60 == 59 and len(pool) < 160: fill(8)
    h, w = r.choices([(128, 128), (96, 96), (96, 160), (160, 96), (64, 64)], [6, 6, 1.5, 1.5, 2])[0]
    x, y = (torch.cat(v) for v in zip(*[sample(h, w) for _ in range(8)])); y = y[:, :, :h, :w]
    for g in opt.param_groups: g["lr"] = 2e-3*min(1, (step+1)/30)*(.5+.5*math.cos(math.pi*u))+1e-5
    net.train(); o = net(x); p = o.sigmoid()
    dice = 1-(2*(p*y).sum((1, 2, 3))+8)/((p+y).sum((1, 2, 3))+8)
    loss = F.binary_cross_entropy_with_logits(o, y)+(p-y).abs().mean()+.3*dice.mean()
    opt.zero_grad(); loss.backward(); torch.nn.utils.clip_grad_norm_(net.parameters(), 1.); opt.step(); step += 1; log.append(loss.item())
    k = min(.99, step/(step+20.))
    with torch.no_grad():
        for e, n in zip(ema.state_dict().values(), net.state_dict().values()): e.mul_(k).add_(n, alpha=1-k) if e.is_floating_point() else e.copy_(n)
    if step % 25 == 0: print(f"{time.time()-start:6.0f} s step {step} loss {np.mean(log[-25:]):.3f} pool {len(pool)}", flush=True)
    if time.time()-last > 90: torch.save(ema.state_dict(), OUT); last = time.time()
torch.save(ema.state_dict(), OUT); print(f"{(time.time()-start)/60:.1f} minutes, {step} steps")
