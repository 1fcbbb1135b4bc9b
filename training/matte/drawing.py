"""Clips drawn by code of which it is known what stands in front: the sprites, places and motions of ../pocket/scenes.py, and harder backgrounds."""
import math, pathlib, sys
import numpy as np, torch, torch.nn.functional as F
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "pocket"))
import scenes
from scenes import Scenes, EMOJI, SHAPES, COLORS

HELD_OUT = ["owl", "bus", "cake", "guitar", "octopus", "avocado"]  # never drawn in training

def resize(x, size): return F.interpolate(x, size=size, mode="bicubic", align_corners=False, antialias=True).clamp(0, 1)

def blur(x, sigma):
    if sigma < .2: return x
    k = int(3*sigma)+1; g = torch.exp(-torch.arange(-k, k+1).float()**2/(2*sigma*sigma)); g = g/g.sum(); c = x.shape[1]
    x = F.conv2d(F.pad(x, (k, k, 0, 0), mode="replicate"), g.view(1, 1, 1, -1).expand(c, 1, 1, -1), groups=c)
    return F.conv2d(F.pad(x, (0, 0, k, k), mode="replicate"), g.view(1, 1, -1, 1).expand(c, 1, -1, 1), groups=c)

def noise(rng, c, h, w, first=2, octaves=4):
    """smooth noise in 0..1: octaves of random grids"""
    x = torch.zeros(1, c, h, w); a = 1.
    for o in range(octaves):
        n = first << o
        if n >= min(h, w): break
        x += a*F.interpolate(torch.from_numpy(rng.random((1, c, n, n), dtype=np.float32)), size=(h, w), mode="bicubic", align_corners=False); a *= .55
    return (x-x.amin((2, 3), keepdim=True))/(x.amax((2, 3), keepdim=True)-x.amin((2, 3), keepdim=True)+1e-4)

class Drawing:
    def __init__(self, seed, held_out=False, hard=True):
        self.s = Scenes(seed); self.r = self.s.rng; self.np = np.random.default_rng(seed); self.held_out = held_out; self.hard = hard
        self.known = [i for i, n in enumerate(self.s.names) if n not in HELD_OUT]; self.unknown = [self.s.names.index(n) for n in HELD_OUT]

    def background(self, kind, h, w):
        r = self.r
        if not self.hard or r.random() < .55: return self.s.background(kind, h, w)
        H, W = int(h*1.5), int(w*1.5); pick = r.random()
        two = torch.from_numpy(self.np.random((2, 3, 1, 1), dtype=np.float32))
        if pick < .5: m = noise(self.np, r.choice([1, 3]), H, W, r.choice([2, 3, 5, 9]), r.randint(1, 4))
        elif pick < .75:
            y, x = torch.meshgrid(torch.linspace(-1, 1, H), torch.linspace(-1, 1, W), indexing="ij"); a = r.uniform(0, 6.3)
            m = (.5+.35*(x*math.cos(a)+y*math.sin(a))).clamp(0, 1)[None, None]
            if r.random() < .5: m = (m*r.choice([4, 6, 10]) % 1 > .5).float()
        else:
            m = (noise(self.np, 1, H, W, r.choice([3, 5, 8]), 2)-.5)*r.choice([6, 20])+.5
            m = m.clamp(0, 1)
        bg = (two[:1]*m+two[1:]*(1-m))[0]
        if r.random() < .3: bg = (bg+.15*noise(self.np, 3, H, W, 6, 3)[0]-.07).clamp(0, 1)
        return bg

    def sprite(self, i):
        """premultiplied RGBA [4,96,96]"""
        r = self.r; sp = self.s.sprites[i]
        if not self.hard: return sp
        k = r.random()
        if k < .12:  # an outline of noise
            y, x = torch.meshgrid(torch.linspace(-1, 1, 96), torch.linspace(-1, 1, 96), indexing="ij")
            a = ((noise(self.np, 1, 96, 96, 3, 2)[0]*.9+.45-(x*x+y*y))*8).clamp(0, 1)*(1-((x*x+y*y)**.5-.9)*10).clamp(0, 1)
            c = torch.from_numpy(self.np.random((2, 3, 1, 1), dtype=np.float32)); m = noise(self.np, 1, 96, 96, 2, 3)[0]
            return torch.cat([(c[0]*m+c[1]*(1-m))*a, a])
        if k < .45:  # other colours
            rgb, a = sp[:3], sp[3:]; p = self.np.permutation(3); g = torch.from_numpy(self.np.uniform(.5, 1.2, (3, 1, 1)).astype(np.float32))
            rgb = torch.minimum(rgb[p]*g, a)
            if r.random() < .2: rgb = a-rgb
            return torch.cat([rgb, a])
        return sp

    def clip(self, T, h, w):
        """frames [T,3,h,w] and alpha [T,1,h,w], both in 0..1"""
        r = self.r; p, _ = self.s.params(T, h, w)
        if self.held_out: p["i"] = r.choice(self.unknown)
        elif p["i"] in self.unknown: p["i"] = r.choice(self.known)
        f = lambda k: torch.from_numpy(np.broadcast_to(p[k], (T,)).astype(np.float32).copy())
        x, y, s, a, z, px = (f(k) for k in ("x", "y", "s", "a", "z", "px"))
        bg = self.background(p["bg"], h, w)[None]
        objects = [(self.sprite(p["i"]), x, y, s, a, z, px, True)]
        if self.hard and r.random() < .12:  # a second one in front, elsewhere
            q, _ = self.s.params(T, h, w); g = lambda k: torch.from_numpy(np.broadcast_to(q[k], (T,)).astype(np.float32).copy())
            dx = r.choice([-.25, .25]); objects.append((self.sprite(r.choice(self.known)), g("x")+dx, g("y"), g("s")*.7, g("a"), z, px, True))
        if self.hard and r.random() < .1 and float((x.max()-x.min())+(y.max()-y.min())) > .2:  # what stands still behind one that moves is background
            c = torch.ones(T); objects.insert(0, (self.sprite(r.choice(self.known)), c*r.uniform(.1, .9), c*r.uniform(.1, .9), c*r.uniform(.15, .35), c*0, z, px, False))
        zero = torch.zeros(T); k = 1/1.5/z
        th = torch.stack([torch.stack([k, zero, px], -1), torch.stack([zero, k, zero], -1)], 1)
        vid = F.grid_sample(bg.expand(T, -1, -1, -1), F.affine_grid(th, (T, 3, h, w), align_corners=False), align_corners=False, padding_mode="reflection")
        m = min(h, w); alpha = torch.zeros(T, 1, h, w); ar = h/w
        for sp, x, y, s, a, z, px, front in objects:  # as in scenes.py
            sx, sy = s*z*m/w, s*z*m/h; cx = (2*x-1)*z-1.35*px*z; cy = (2*y-1)*z; ca, sa = torch.cos(a), torch.sin(a)
            th = torch.stack([torch.stack([ca/sx, sa/sy*1, -(ca*cx/sx+sa*cy/sy)], -1), torch.stack([-sa/sx, ca/sy, -(-sa*cx/sx+ca*cy/sy)], -1)], 1)
            sp = sp[None]
            if float(s.mean())*m < 50: sp = F.avg_pool2d(sp, 2)
            o = F.grid_sample(sp.expand(T, -1, -1, -1), F.affine_grid(th, (T, 4, h, w), align_corners=False), align_corners=False, padding_mode="zeros")
            vid = vid*(1-o[:, 3:])+o[:, :3]
            alpha = torch.maximum(alpha, o[:, 3:]) if front else alpha
        return vid.clamp(0, 1), alpha.clamp(0, 1)

    def degrade(self, vid, alpha):
        """blur, low resolution, colour and grain, the same for the whole clip"""
        r = self.r; h, w = vid.shape[2:]
        if r.random() < .5:
            n = r.choice([32, 48, 64, 64, 64])
            if n < min(h, w): q = (h*n//min(h, w), w*n//min(h, w)); vid, alpha = resize(resize(vid, q), (h, w)), resize(resize(alpha, q), (h, w))
        if r.random() < .45: s = r.uniform(.3, 2.5)*min(h, w)/128; vid, alpha = blur(vid, s), blur(alpha, s*.7)
        if r.random() < .4: vid = (vid*r.uniform(.6, 1.2)+r.uniform(-.15, .15)).clamp(0, 1)**r.uniform(.75, 1.3)
        if r.random() < .15: vid = (vid+.03*torch.from_numpy(self.np.standard_normal(vid.shape, dtype=np.float32))).clamp(0, 1)
        if r.random() < .5: vid, alpha = vid.flip(3), alpha.flip(3)
        return vid, alpha

def soften(vae, clips):
    """clips [B,17,3,h,w] in 0..1 as the shipped model's VAE gives them back, with noise in the latents for the blobs that its denoiser makes"""
    with torch.no_grad():
        z = vae.encode((clips*2-1).transpose(1, 2))[0]
        level = torch.tensor([[0, .1, .2, .3][i % 4] for i in range(len(z))]).view(-1, 1, 1, 1, 1)
        z = z+level*vae.std.view(1, -1, 1, 1, 1)*F.interpolate(torch.randn(*z.shape[:2], z.shape[2], z.shape[3]//2, z.shape[4]//2), size=z.shape[2:], mode="trilinear")
        return ((vae.decode(z).transpose(1, 2).clamp(-1, 1)+1)/2)
