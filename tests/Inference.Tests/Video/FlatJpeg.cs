namespace ChatVideoBot.Inference.Tests.Video;

/// <summary>A JPEG of one block of one colour in any number of components, which ffmpeg's own encoder does not write.</summary>
/// <remarks>ITU-T T.81: baseline, with the mean of each component and nothing else.</remarks>
internal static class FlatJpeg
{
    /// <param name="components">Stored values, 0 to 255: one is grey, four with Adobe's marker are inverted CMYK.</param>
    public static byte[] Write(params byte[] components)
    {
        var count = (byte)components.Length;
        byte[] quantization = [0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat<byte>(8, 64)]; // 8: the coefficient is the mean less 128
        byte[] frame = [0xFF, 0xC0, 0, (byte)(8 + 3 * count), 8, 0, 8, 0, 8, count, .. Each(i => [i, 0x11, 0])];
        byte[] means = [0xFF, 0xC4, 0, 28, 0x00, 0, 0, 0, 9, .. new byte[12], 0, 1, 2, 3, 4, 5, 6, 7, 8]; // nine codes of four bits
        byte[] rest = [0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0]; // one code of one bit: nothing more
        byte[] scan = [0xFF, 0xDA, 0, (byte)(6 + 2 * count), count, .. Each(i => [i, 0x00]), 0, 63, 0];

        var bits = string.Concat(components.Select(value =>
        {
            var mean = value - 128;
            var category = mean == 0 ? 0 : (int)Math.Log2(Math.Abs(mean)) + 1;
            var number = mean < 0 ? mean + (1 << category) - 1 : mean;
            return Convert.ToString(category, 2).PadLeft(4, '0') + (category == 0 ? "" : Convert.ToString(number, 2).PadLeft(category, '0')) + "0";
        }));
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '1');
        var data = bits.Chunk(8).SelectMany(b => Convert.ToByte(new string(b), 2) is 0xFF ? (byte[])[0xFF, 0] : [Convert.ToByte(new string(b), 2)]);
        return [0xFF, 0xD8, .. Adobe, .. quantization, .. frame, .. means, .. rest, .. scan, .. data, 0xFF, 0xD9];

        IEnumerable<byte> Each(Func<byte, byte[]> of) => Enumerable.Range(1, count).SelectMany(i => of((byte)i));
    }

    private static byte[] Adobe => [0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]; // transform 0: no YCC
}
