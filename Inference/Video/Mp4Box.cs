using System.Buffers.Binary;
using System.Text;

namespace ChatVideoBot.Inference.Video;

/// <summary>One box of an MP4 or QuickTime file.</summary>
/// <param name="Kind">Four characters.</param>
/// <param name="From">Where its header begins.</param>
/// <param name="HeaderLength">8, or 16 where the length has 64 bits. A <c>uuid</c> box's name comes after it.</param>
/// <param name="Length">Of the whole box, header and all, in bytes.</param>
/// <remarks>Layout: ISO/IEC 14496-12, section 4.2.</remarks>
internal readonly record struct Mp4Box(string Kind, int From, int HeaderLength, int Length)
{
    public int Content => From + HeaderLength;

    public int End => From + Length;

    /// <summary>The boxes between two places, in order; ends at the first that does not fit between them.</summary>
    public static List<Mp4Box> List(ReadOnlySpan<byte> file, int from, int to)
    {
        var boxes = new List<Mp4Box>();
        while (to - from >= 8)
        {
            long length = BinaryPrimitives.ReadUInt32BigEndian(file[from..]);
            var header = 8;
            if (length == 1 && to - from >= 16)
                (length, header) = (BinaryPrimitives.ReadInt64BigEndian(file[(from + 8)..]), 16);
            else if (length == 0) // to the end
                length = to - from;
            if (length < header || length > to - from)
                break;
            boxes.Add(new Mp4Box(Encoding.Latin1.GetString(file.Slice(from + 4, 4)), from, header, (int)length));
            from += (int)length;
        }

        return boxes;
    }

    /// <summary>The boxes within this one, which holds nothing else.</summary>
    public List<Mp4Box> Children(ReadOnlySpan<byte> file) => List(file, Content, End);

    /// <summary>The boxes that such a path leads to, from these on: "moov/trak/mdia".</summary>
    public static IEnumerable<Mp4Box> At(ReadOnlyMemory<byte> file, IEnumerable<Mp4Box> boxes, string path)
    {
        var kinds = path.Split('/');
        return kinds.Skip(1).Aggregate(
            boxes.Where(box => box.Kind == kinds[0]), (found, kind) => found.SelectMany(box => box.Children(file.Span)).Where(box => box.Kind == kind));
    }
}
