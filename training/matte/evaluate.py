"""Held-out drawn clips: IoU at 0.5, mean absolute error, and a sheet to look at.   evaluate.py VAE.pt NET.pt SHEET.png"""
import sys
import numpy as np, torch
from PIL import Image
from drawing import Drawing, resize, soften
from net import load
import importlib.util, pathlib
spec = importlib.util.spec_from_file_location("pocket_model", pathlib.Path(__file__).parent.parent / "pocket" / "model.py"); pocket = importlib.util.module_from_spec(spec); spec.loader.exec_module(pocket)
torch.manual_seed(3); net = load(sys.argv[2]); vae = pocket.VAE(); vae.load_state_dict(torch.load(sys.argv[1], map_location="cpu")); vae.float().eval()

def alphas(c):
    """clips of any number of frames [T,3,h,w], sizes multiples of 16 -> [T,1,h,w]"""
    t = np.linspace(0, len(c)-1, 7).round().astype(int)
    with torch.no_grad(): return net(torch.cat([c, c[t].median(0).values[None].expand(len(c), -1, -1, -1)], 1)).sigmoid()

def kinds():
    for name, held, hard in [("as the shipped model's training clips", False, False), ("objects never drawn in training", True, False), ("hard backgrounds, colours, blur", False, True), ("hard, objects never drawn", True, True)]:
        d = Drawing(90001+held*7+hard*70, held, hard); yield name, [d.degrade(*d.clip(17, 128, 128)) if hard else d.clip(17, 128, 128) for _ in range(24)]
    d = Drawing(90500, True, False); c = [d.clip(17, 64, 64) for _ in range(24)]; s = torch.cat([soften(vae, torch.stack([v for v, _ in c[i:i+4]])) for i in range(0, 24, 4)])
    yield "through the shipped VAE with noise, objects never drawn", [(resize(s[i], (128, 128)), resize(c[i][1], (128, 128))) for i in range(24)]

rows = []
for name, clips in kinds():
    iou, mae = [], []
    for k, (v, a) in enumerate(clips):
        p = alphas(v); b, q = p > .5, a > .5
        iou.append(((b & q).sum((1, 2, 3)).float()+1)/((b | q).sum((1, 2, 3)).float()+1)); mae.append((p-a).abs().mean((1, 2, 3)))
        if k < 4: rows.append(torch.cat([torch.cat([v[i], p[i].expand(3, -1, -1), a[i].expand(3, -1, -1), v[i]*p[i]+(1-p[i])*torch.tensor([0, 1., 0]).view(3, 1, 1)], 2) for i in (2, 9)], 2))
    iou, mae = torch.stack(iou), torch.stack(mae); print(f"{name}: IoU mean {iou.mean():.3f}, clips above 0.8 {100*(iou.mean(1) > .8).float().mean():.0f} %, worst clip {iou.mean(1).min():.2f}; MAE {mae.mean():.4f}")
Image.fromarray((torch.cat(rows, 1).permute(1, 2, 0).clamp(0, 1).numpy()*255).astype(np.uint8)).save(sys.argv[3])
