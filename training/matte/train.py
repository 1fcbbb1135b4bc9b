"""Trains the matting network on drawn clips for so many minutes, at first mostly in small.   train.py VAE.pt MINUTES OUT.pt
Python 3 with PyTorch >= 1.13, numpy, Pillow and the font Noto Color Emoji. VAE.pt is the shipped model's (see ../pocket).
One process draws and one trains, each with one thread: on a machine that others use, too, threads that wait for each other cost ten times that."""
import os; os.environ["OMP_NUM_THREADS"] = "1"
import importlib.util, math, pathlib, random, sys, time
import numpy as np, torch, torch.multiprocessing as mp, torch.nn.functional as F
from drawing import Drawing, resize, soften
from net import Net

def vae_of(path):
    spec = importlib.util.spec_from_file_location("pocket_model", pathlib.Path(__file__).parent.parent / "pocket" / "model.py"); pocket = importlib.util.module_from_spec(spec); spec.loader.exec_module(pocket)
    vae = pocket.VAE(); vae.load_state_dict(torch.load(path, map_location="cpu")); return vae.float().eval()

def batches(path, seconds, queue):
    torch.set_num_threads(1); torch.manual_seed(1); r = random.Random(1); draw = Drawing(1); vae = vae_of(path); start = time.time(); n = 0
    pool = []  # clips as the shipped model's VAE gives them, with their alpha: they are drawn again and again, turned in colour and size
    def fill():
        h, w = r.choice([(64, 64), (64, 64), (48, 80), (80, 48)]); own = Drawing(r.randrange(1 << 30), hard=r.random() < .35)
        v, a = zip(*[own.clip(17, h, w) for _ in range(4)])
        for s, a in zip(soften(vae, torch.stack(v)), a): pool.append((s.half(), a.half()))
    def sample(h, w):
        """2 inputs [6,h,w] and alphas of one clip"""
        if r.random() < .35:
            like = lambda p: (p.shape[2] > p.shape[3]) == (h > w) and (p.shape[2] < p.shape[3]) == (h < w)
            c, a = r.choice([p for p in pool if like(p[0])] or pool); t = np.linspace(0, 16, 7).round().astype(int)
            c, a = resize(c[t].float(), (h, w)), resize(a[t].float(), (h, w))
            if r.random() < .5: c, a = c.flip(3), a.flip(3)
            if r.random() < .3: c = c[:, torch.randperm(3)]
            if r.random() < .3: c = (c*r.uniform(.7, 1.2)+r.uniform(-.1, .1)).clamp(0, 1)
        else: c, a = draw.degrade(*draw.clip(7, h, w))
        t = r.sample(range(7), 2); median = c.median(0).values[None].expand(2, -1, -1, -1) if r.random() < .93 else c[t]  # a picture alone is its own median
        return torch.cat([c[t], median], 1), a[t]
    while True:
        if len(pool) < 24 or (n % 20 == 19 and len(pool) < 160): fill()
        early = time.time()-start < .4*seconds; n += 1
        h, w = r.choices([(128, 128), (96, 96), (96, 144), (144, 96), (64, 64)], [1, 4, .7, .7, 4] if early else [6, 4, 1.2, 1.2, 1])[0]
        x, y = zip(*[sample(h, w) for _ in range(10)]); queue.put((torch.cat(x).numpy(), torch.cat(y).numpy()))

def main(path, minutes, out):
    queue = mp.get_context("spawn").Queue(6); drawer = mp.get_context("spawn").Process(target=batches, args=(path, minutes*60, queue), daemon=True); drawer.start()
    torch.set_num_threads(1); torch.manual_seed(1)
    net, ema = Net().to(memory_format=torch.channels_last), Net(); ema.load_state_dict(net.state_dict()); print(sum(p.numel() for p in net.parameters()), "parameters", flush=True)
    opt = torch.optim.AdamW(net.parameters(), 4e-3, weight_decay=1e-3); step, log = 0, []; start = last = time.time()
    while (u := (time.time()-start)/60/minutes) < 1:
        x, y = (torch.from_numpy(v).contiguous(memory_format=torch.channels_last) for v in queue.get(timeout=300))
        for g in opt.param_groups: g["lr"] = 4e-3*min(1, (step+1)/50)*(.5+.5*math.cos(math.pi*u))+1e-5
        net.train(); o = net(x); p = o.sigmoid()
        dice = 1-(2*(p*y).sum((1, 2, 3))+8)/((p+y).sum((1, 2, 3))+8)
        loss = F.binary_cross_entropy_with_logits(o, y)+(p-y).abs().mean()+.3*dice.mean()
        opt.zero_grad(); loss.backward(); torch.nn.utils.clip_grad_norm_(net.parameters(), 1.); opt.step(); step += 1; log.append(loss.item())
        k = min(.99, step/(step+20.))
        with torch.no_grad():
            for e, n in zip(ema.state_dict().values(), net.state_dict().values()): e.mul_(k).add_(n, alpha=1-k) if e.is_floating_point() else e.copy_(n)
        if step % 50 == 0: print(f"{time.time()-start:6.0f} s step {step} loss {np.mean(log[-50:]):.3f}", flush=True)
        if time.time()-last > 60: torch.save(ema.state_dict(), out); last = time.time()
    torch.save(ema.state_dict(), out); print(f"{(time.time()-start)/60:.1f} minutes, {step} steps"); drawer.terminate()

if __name__ == "__main__": main(sys.argv[1], float(sys.argv[2]), sys.argv[3])
