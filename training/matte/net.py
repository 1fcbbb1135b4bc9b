"""The matting network: a frame and its clip's temporal median (6 channels, 0..1 brought to mean and std) -> alpha before the sigmoid."""
import torch, torch.nn as nn, torch.nn.functional as F
MEAN, STD = .5, .25
def cbr(i, o, k=3, s=1): return nn.Sequential(nn.Conv2d(i, o, k, s, 1 if k > 1 else 0, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))
class Net(nn.Module):
    """sizes are multiples of 16; c = channels at 1/2, 1/4, 1/8, 1/16"""
    @staticmethod
    def features(x):
        """beside frame and median: how far each pixel is from the median, and from the nearer of its row's two ends in colour, where the background mostly is"""
        f = x[:, :3]; left, right = f[:, :, :, :4].mean(3, keepdim=True), f[:, :, :, -4:].mean(3, keepdim=True)
        return torch.cat([(x-MEAN)/STD, 4*(f-x[:, 3:]).abs(), 4*torch.minimum((f-left).abs(), (f-right).abs())], 1)
    def __init__(self, c=(24, 40, 64, 96)):
        super().__init__(); a, b, d, e = c
        self.e1 = nn.Sequential(cbr(12, a, 4, 2), cbr(a, a)); self.e2 = nn.Sequential(cbr(a, b, 3, 2), cbr(b, b))
        self.e3 = nn.Sequential(cbr(b, d, 3, 2), cbr(d, d)); self.e4 = nn.Sequential(cbr(d, e, 3, 2), cbr(e, e))
        self.glob = nn.Conv2d(e, e, 1); self.mid = cbr(e, e)
        self.p3, self.p2, self.p1 = nn.Conv2d(e, d, 1), nn.Conv2d(d, b, 1), nn.Conv2d(b, a, 1)
        self.d3 = nn.Sequential(cbr(d, d), cbr(d, d)); self.d2 = nn.Sequential(cbr(b, b), cbr(b, b)); self.d1 = nn.Sequential(cbr(a, a), cbr(a, a))
        self.out = nn.Conv2d(a, 4, 3, padding=1)
    def forward(self, x):
        up = lambda t: F.interpolate(t, scale_factor=2., mode="nearest")
        e1 = self.e1(self.features(x)); e2 = self.e2(e1); e3 = self.e3(e2); e4 = self.e4(e3)
        m = self.mid(e4+self.glob(e4.mean((2, 3), keepdim=True)))
        d = self.d3(e3+up(self.p3(m))); d = self.d2(e2+up(self.p2(d))); d = self.d1(e1+up(self.p1(d)))
        return F.pixel_shuffle(self.out(d), 2)

def load(path):
    """a checkpoint with each normalisation folded into its convolution and weights rounded to float16, as they are stored"""
    net = Net(); net.load_state_dict(torch.load(path, map_location="cpu")); net.eval()
    for s in [m for m in net.modules() if isinstance(m, nn.Sequential) and isinstance(m[0], nn.Conv2d)]:
        s[0], s[1] = nn.utils.fusion.fuse_conv_bn_eval(s[0], s[1]), nn.Identity()
    with torch.no_grad():
        for p in net.parameters():
            if p.numel() > 256: p.copy_(p.half().float())
    return net
