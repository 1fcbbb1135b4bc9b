namespace ChatVideoBot.Inference.Diffusion;

/// <summary>Philox4x32-10: four random words for a counter and a key, so that any part of a sequence can be had alone.</summary>
/// <remarks>Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"; vectors in the tests are Random123's.</remarks>
public static class Philox
{
    public static (uint A, uint B, uint C, uint D) Words((uint A, uint B, uint C, uint D) counter, ulong key)
    {
        var (a, b, c, d) = counter;
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < 10; round++)
        {
            var (p, q) = (0xD2511F53ul * a, 0xCD9E8D57ul * c);
            (a, b, c, d) = ((uint)(q >> 32) ^ b ^ k0, (uint)q, (uint)(p >> 32) ^ d ^ k1, (uint)p);
            unchecked
            {
                k0 += 0x9E3779B9;
                k1 += 0xBB67AE85;
            }
        }

        return (a, b, c, d);
    }
}
