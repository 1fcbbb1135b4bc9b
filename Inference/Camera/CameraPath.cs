using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Camera;

/// <summary>Where the camera's window stands at each frame of a clip. It never leaves the frame, so no border is ever seen.</summary>
/// <param name="aspect">Width divided by height of the frames.</param>
/// <param name="frames">Of the whole clip.</param>
/// <param name="isLoop">It moves there and back, so that the end still runs into the beginning.</param>
public sealed class CameraPath(CameraMove move, double aspect, int frames, bool isLoop)
{
    /// <summary>The most that any move enlarges: beyond that one sees what is missing.</summary>
    private const double MostZoom = 1.4;

    /// <summary>A pan sees so much of each side, and wanders over the rest.</summary>
    private const double PanScale = 0.8;

    /// <summary>To either side, unless the shape allows less within <see cref="MostZoom"/>.</summary>
    private const double MostTurn = 10 * Math.PI / 180;

    private readonly double _longer = Math.Max(aspect, 1 / aspect);

    public CameraWindow At(int frame)
    {
        var share = Share(frame);
        return move.Kind switch
        {
            CameraMoveKind.ZoomIn => CameraWindow.Whole with { Scale = Math.Pow(MostZoom, -share) },
            CameraMoveKind.ZoomOut => CameraWindow.Whole with { Scale = Math.Pow(MostZoom, share - 1) },
            CameraMoveKind.Pan => new(0.5 + move.X * (1 - PanScale) * (share - 0.5), 0.5 + move.Y * (1 - PanScale) * (share - 0.5), PanScale, 0),
            CameraMoveKind.RotateClockwise => Turned(2 * share - 1),
            _ => Turned(1 - 2 * share),
        };
    }

    /// <summary>How far on its way it is: it begins and ends gently.</summary>
    private double Share(int frame)
    {
        if (isLoop)
            return (1 - Math.Cos(2 * Math.PI * frame / Math.Max(1, frames))) / 2;
        var t = Math.Clamp((double)frame / Math.Max(1, frames - 1), 0, 1);
        return t * t * (3 - 2 * t);
    }

    /// <summary>Of one size for the whole move: the largest that fits into the frame at the move's ends.</summary>
    private CameraWindow Turned(double share)
    {
        var most = MostTurn;
        while (Zoom(most) > MostZoom)
            most *= 0.98;
        return new(0.5, 0.5, 1 / Zoom(most), share * most);
    }

    private double Zoom(double turn) => Math.Cos(turn) + Math.Sin(turn) * _longer;
}
